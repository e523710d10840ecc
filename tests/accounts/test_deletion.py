"""Deleting one's own account."""

import pytest
from django.test import Client

from accounts import control
from accounts.auth import Refused
from accounts.deletion import SoleOwner, delete_account
from accounts.models import ApiToken, Session, User
from accounts.tokens import create_token
from tests.accounts.conftest import PASSWORD, is_signed_in
from tests.accounts.proving import identify

pytestmark = pytest.mark.django_db


def test_the_person_goes_and_a_tombstone_stays(person, sign_in):
    user = person("ann", email="ann@example.org", name="Ann Lee", timezone="Asia/Tokyo")
    here, there = sign_in("ann"), sign_in("ann")
    _row, token = create_token(user, scopes=["rooms:read"])
    assert identify(bearer=token).user == user
    assert here.post("/settings/account/", {"password": PASSWORD}).status_code == 302
    stone = User.objects.get()
    assert (stone.pk, stone.username, stone.display_name) == (user.pk, f"deleted-{user.pk}", "Deleted person")
    assert (stone.email, stone.timezone, stone.is_active) == (None, "UTC", False)
    assert not Session.objects.filter(user=user).exists()
    assert not ApiToken.objects.exists()
    assert not is_signed_in(here)
    assert not is_signed_in(there)
    with pytest.raises(Refused):
        identify(bearer=token)


def test_a_deleted_person_cannot_sign_in_and_their_name_is_free(person, sign_in):
    user = person("ann", email="ann@example.org")
    sign_in("ann").post("/settings/account/", {"password": PASSWORD})
    for login in ("ann", f"deleted-{user.pk}", "ann@example.org"):
        client = Client()
        client.post("/accounts/login/", {"login": login, "password": PASSWORD})
        assert not is_signed_in(client)
    assert person("ann", email="ann@example.org").pk != user.pk


def test_it_takes_the_password(person, sign_in):
    person("ann")
    client = sign_in("ann")
    assert client.post("/settings/account/", {"password": "wrong"}).status_code == 400
    assert User.objects.get().is_active
    assert is_signed_in(client)


def test_the_only_owner_cannot_leave_until_there_is_another(person, sign_in):
    person("olga", is_superuser=True)
    client = sign_in("olga")
    answer = client.post("/settings/account/", {"password": PASSWORD})
    assert answer.status_code == 400
    assert b"only owner" in answer.content
    assert is_signed_in(client)
    person("otto", is_superuser=True)
    assert client.post("/settings/account/", {"password": PASSWORD}).status_code == 302
    with pytest.raises(SoleOwner):
        delete_account(User.objects.get(username="otto").pk)


def test_others_are_told_inside_the_transaction(person, monkeypatch):
    told = []

    def refuse(user_id: int) -> None:
        told.append(user_id)
        raise RuntimeError("not now")

    monkeypatch.setattr(control, "on_account_deleted", [refuse])
    user = person("ann")
    with pytest.raises(RuntimeError):
        delete_account(user.pk)
    assert told == [user.pk]
    user.refresh_from_db()
    assert user.username == "ann"

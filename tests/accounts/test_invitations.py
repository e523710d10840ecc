"""Signing up by invitation."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from accounts.invitations import invite
from accounts.models import Invitation, User
from tests.accounts.conftest import PASSWORD, is_signed_in


@pytest.fixture(autouse=True)
def _by_invitation(settings):
    settings.SIGNUP = "invitation"


def sign_up(client: Client, username: str):
    return client.post("/accounts/signup/", {"username": username, "password1": PASSWORD})


@pytest.mark.django_db
def test_an_invited_person_signs_up_and_the_next_one_with_the_same_link_does_not(person):
    secret = invite(by=person("olga"))
    first, second = Client(), Client()
    assert first.get(f"/welcome/{secret}/").headers["Location"] == "/accounts/signup/"
    second.get(f"/welcome/{secret}/")
    assert sign_up(first, "ann").status_code == 302
    assert is_signed_in(first)
    assert b"invitation" in sign_up(second, "bob").content
    assert Client().get(f"/welcome/{secret}/").status_code == 404
    assert set(User.objects.values_list("username", flat=True)) == {"olga", "ann"}


@pytest.mark.django_db
@pytest.mark.parametrize(
    "change", [{"expires_at": timezone.now() - timedelta(days=1)}, {"revoked_at": timezone.now()}]
)
def test_an_expired_or_revoked_invitation_is_worth_nothing(person, change):
    secret, client = invite(by=person("olga")), Client()
    assert client.get(f"/welcome/{secret}/").status_code == 302
    Invitation.objects.update(**change)
    sign_up(client, "ann")
    assert not User.objects.filter(username="ann").exists()
    assert Client().get(f"/welcome/{secret}/").status_code == 404


@pytest.mark.django_db
def test_a_failed_sign_up_does_not_use_the_invitation(person):
    secret, client = invite(by=person("olga")), Client()
    client.get(f"/welcome/{secret}/")
    assert b"error-summary" in sign_up(client, "olga").content
    assert Invitation.objects.get().uses == 0
    assert sign_up(client, "ann").status_code == 302


@pytest.mark.django_db
def test_an_invitation_does_not_open_a_closed_site(person, settings):
    secret, client = invite(by=person("olga")), Client()
    settings.SIGNUP = "closed"
    client.get(f"/welcome/{secret}/")
    sign_up(client, "ann")
    assert User.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_last_use_goes_to_one_person_only(person):
    secret = invite(by=person("olga"))
    together = Barrier(4)

    def join(n: int) -> int:
        client = Client()
        client.get(f"/welcome/{secret}/")
        together.wait()
        try:
            return sign_up(client, f"guest{n}").status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        statuses = list(pool.map(join, range(4)))
    assert statuses.count(302) == 1
    assert User.objects.count() == 2
    assert Invitation.objects.get().uses == 1

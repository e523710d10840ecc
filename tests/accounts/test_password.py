"""Changing a password, and choosing a new one when it is forgotten."""

import re
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from accounts.models import Session, SetupLink, User
from tests.accounts.conftest import PASSWORD, is_signed_in

pytestmark = pytest.mark.django_db
NEW = "an even longer passphrase"


def test_a_new_password_ends_every_session_but_this_one(person, sign_in):
    user = person("ann")
    here, elsewhere = sign_in("ann"), sign_in("ann")
    assert is_signed_in(elsewhere)
    form = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    assert here.post("/settings/password/", form).status_code == 302
    assert is_signed_in(here)
    assert not is_signed_in(elsewhere)
    assert Session.objects.filter(user=user).count() == 1
    sign_in("ann", NEW)


def test_it_takes_the_current_password_and_a_good_new_one(person, sign_in):
    person("ann")
    client = sign_in("ann")
    for wrong in (
        {"oldpassword": "no"},
        {"password2": "different"},
        {"password1": "1234", "password2": "1234"},
    ):
        form = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW, **wrong}
        assert client.post("/settings/password/", form).status_code == 400
    assert User.objects.get().check_password(PASSWORD)


def test_a_session_does_not_survive_a_password_changed_behind_its_back(person, sign_in):
    user = person("ann")
    client = sign_in("ann")
    assert is_signed_in(client)
    user.set_password(NEW)
    user.save()
    assert not is_signed_in(client)


def test_without_mail_the_page_says_whom_to_ask(person):
    person("ann", email="ann@example.org")
    for answer in (
        Client().get("/accounts/password/reset/"),
        Client().post("/accounts/password/reset/", {"email": "ann@example.org"}),
    ):
        assert b"administrator" in answer.content


def test_by_mail_a_link_sets_a_new_password_once(settings, person, sign_in, mailoutbox):
    settings.EMAIL_URL = "smtp://mail.example"
    person("ann", email="ann@example.org")
    elsewhere = sign_in("ann")
    client = Client()
    client.post("/accounts/password/reset/", {"email": "ann@example.org"})
    (link,) = re.findall(r"https?://testserver(/\S+)", mailoutbox[0].body)
    page = client.get(link, follow=True)
    form = {"password1": NEW, "password2": NEW}
    assert client.post(page.redirect_chain[-1][0], form).status_code == 302
    assert not is_signed_in(elsewhere)
    sign_in("ann", NEW)
    assert b"does not work" in Client().get(link, follow=True).content


def test_asking_for_a_reset_does_not_tell_who_has_an_account(settings, person, mailoutbox):
    settings.EMAIL_URL = "smtp://mail.example"
    person("ann", email="ann@example.org")
    answers = [
        Client().post("/accounts/password/reset/", {"email": f"{name}@example.org"})
        for name in ("ann", "zoe")
    ]
    assert [(a.status_code, a.headers["Location"], a.content) for a in answers[:1]] == [
        (a.status_code, a.headers["Location"], a.content) for a in answers[1:]
    ]
    assert len(mailoutbox) == 2, "sending takes time: it must be spent for both"


def test_a_mail_server_that_is_away_is_no_error_page(settings, person):
    settings.EMAIL_URL = "smtp://mail.example"
    settings.MAILERS = {
        "default": {
            "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "OPTIONS": {"host": "127.0.0.1", "port": 1},
        }
    }
    person("ann", email="ann@example.org")
    assert Client().post("/accounts/password/reset/", {"email": "ann@example.org"}).status_code == 302


def link_for(username: str) -> str:
    out = StringIO()
    call_command("password_link", username, stdout=out)
    return "/" + out.getvalue().strip().split("/", 3)[3]


def test_an_operator_makes_a_link_that_works_once(person, sign_in):
    person("ann")
    elsewhere = sign_in("ann")
    path, client = link_for("ann"), Client()
    assert b"ann" in client.get(path).content
    assert client.post(path, {"password1": NEW, "password2": NEW}).status_code == 302
    assert is_signed_in(client)
    assert not is_signed_in(elsewhere)
    assert Client().post(path, {"password1": PASSWORD, "password2": PASSWORD}).status_code == 404
    assert User.objects.get(username="ann").check_password(NEW)


def test_a_newer_link_replaces_an_older_one_and_a_first_run_link_is_not_one(person):
    person("ann")
    old, new = link_for("ann"), link_for("ann")
    assert Client().get(new).status_code == 200
    assert Client().get(old).status_code == 404
    assert Client().get(new.replace("/password/", "/setup/")).status_code == 404
    assert SetupLink.objects.count() == 1


def test_a_link_does_not_let_a_suspended_person_in(person):
    from accounts.people import suspend

    user = person("ann")
    path = link_for("ann")
    suspend(user)
    client = Client()
    assert client.post(path, {"password1": NEW, "password2": NEW}).status_code == 403
    assert not is_signed_in(client)


def test_there_is_no_link_for_nobody(db):
    with pytest.raises(CommandError, match="nobody called"):
        call_command("password_link", "zoe")

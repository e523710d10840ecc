"""The first run: one link, one owner."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from io import StringIO
from threading import Barrier

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.utils import timezone

from accounts.models import SetupLink, User
from tests.accounts.conftest import PASSWORD, is_signed_in

FORM = {
    "username": "olga",
    "name": "Olga",
    "timezone": "Europe/Berlin",
    "password1": PASSWORD,
    "password2": PASSWORD,
}


def printed(command: str, *arguments: str) -> str:
    out = StringIO()
    call_command(command, *arguments, stdout=out)
    return out.getvalue().strip()


def path_of(link: str) -> str:
    return "/" + link.split("/", 3)[3]


@pytest.mark.django_db
def test_the_link_is_absolute_and_creates_the_owner_and_signs_them_in(settings):
    settings.PUBLIC_URL = "https://chat.example.org"
    link = printed("first_run_link")
    assert re.fullmatch(r"https://chat\.example\.org/setup/[\w-]{43}/", link)
    client = Client()
    assert client.get(path_of(link)).status_code == 200
    assert client.post(path_of(link), FORM).status_code == 302
    owner = User.objects.get()
    assert (owner.username, owner.is_superuser, owner.is_staff, owner.timezone) == (
        "olga",
        True,
        True,
        "Europe/Berlin",
    )
    assert is_signed_in(client)


@pytest.mark.django_db
def test_without_a_public_address_the_link_is_this_machines(settings):
    settings.PUBLIC_URL, settings.PORT = "", 8123
    assert printed("first_run_link").startswith("http://127.0.0.1:8123/setup/")


@pytest.mark.django_db
def test_once_there_is_an_owner_no_link_is_printed_and_old_ones_are_dead():
    first, second = printed("first_run_link"), printed("first_run_link")
    Client().post(path_of(first), FORM)
    assert printed("first_run_link") == ""
    for link in (first, second):
        stranger = Client()
        assert stranger.post(path_of(link), {**FORM, "username": "eve"}).status_code == 404
        assert b"does not work" in stranger.get(path_of(link)).content
    assert User.objects.count() == 1


@pytest.mark.django_db
def test_an_expired_link_does_nothing():
    link = printed("first_run_link")
    assert Client().get(path_of(link)).status_code == 200
    SetupLink.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert Client().post(path_of(link), FORM).status_code == 404
    assert not User.objects.exists()


@pytest.mark.django_db
def test_the_token_is_not_kept_in_the_database():
    token = path_of(printed("first_run_link")).split("/")[2]
    assert SetupLink.objects.count() == 1
    assert not SetupLink.objects.filter(digest__contains=token).exists()


@pytest.mark.django_db
def test_a_mistake_in_the_form_leaves_the_link_good():
    path = path_of(printed("first_run_link"))
    for wrong in (
        {"password2": "different"},
        {"username": "admin"},
        {"password1": "1234", "password2": "1234"},
    ):
        answer = Client().post(path, {**FORM, **wrong})
        assert answer.status_code == 400
        assert b"error-summary" in answer.content
    assert Client().post(path, FORM).status_code == 302


@pytest.mark.django_db(transaction=True)
def test_two_people_who_submit_at_once_make_one_owner():
    paths = [path_of(printed("first_run_link")) for _ in range(2)]
    together = Barrier(4)

    def submit(n: int) -> int:
        client = Client()
        client.get(paths[n % 2])
        together.wait()
        try:
            return client.post(paths[n % 2], {**FORM, "username": f"olga{n}"}).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        statuses = sorted(pool.map(submit, range(4)))
    assert statuses == [302, 404, 404, 404]
    assert User.objects.filter(is_superuser=True).count() == 1
    assert User.objects.count() == 1


def test_until_somebody_owns_the_site_the_page_for_signing_in_says_so(person):
    page = Client().get("/accounts/login/").content.decode()
    assert "This site has no owner yet." in page
    assert "Create an account" not in page
    person("olga", is_superuser=True, is_staff=True)
    page = Client().get("/accounts/login/").content.decode()
    assert "This site has no owner yet." not in page
    assert "Create an account" in page


def test_who_follows_an_invitation_is_told_that_it_is_one(person):
    person("olga", is_superuser=True, is_staff=True)
    path = Client().get("/invite/whatever/").headers["Location"]
    assert "You are invited to a room." in Client().get(path).content.decode()
    assert "You are invited" not in Client().get("/accounts/login/?next=/rooms/").content.decode()

"""Signing up, in and out, from a stranger's side."""

import pytest
from django.test import Client

from accounts.models import User
from tests.accounts.conftest import PASSWORD, is_signed_in, session_of

pytestmark = pytest.mark.django_db


def sign_up(client: Client, username: str, password: str = PASSWORD, **more: str):
    return client.post("/accounts/signup/", {"username": username, "password1": password, **more})


def test_a_stranger_signs_up_and_is_signed_in():
    client = Client()
    assert sign_up(client, "Ann").status_code == 302
    assert User.objects.get().username == "ann"
    assert is_signed_in(client)


def test_sign_up_says_what_is_wrong_with_a_name_or_password(person):
    person("ann")
    for username, password in (
        ("ann", PASSWORD),
        ("ANN", PASSWORD),
        ("admin", PASSWORD),
        ("b c", PASSWORD),
        ("bob", "12345678"),
    ):
        answer = sign_up(Client(), username, password)
        assert b"error-summary" in answer.content, username
    assert User.objects.count() == 1
    assert sign_up(Client(), "bob").status_code == 302


@pytest.mark.parametrize("signup", ["closed", "invitation"])
def test_sign_up_can_be_shut(settings, signup):
    assert Client().get("/accounts/signup/").context.get("form")
    settings.SIGNUP = signup
    assert sign_up(Client(), "ann").status_code == 200
    assert b"closed" in Client().get("/accounts/signup/").content
    assert not User.objects.exists()


@pytest.mark.parametrize("login", ["ann", "ANN", " ann ", "ann@example.org", "Ann@Example.ORG"])
def test_a_person_signs_in_by_username_or_email(person, login):
    person("ann", email="ann@example.org")
    client = Client()
    assert client.post("/accounts/login/", {"login": login, "password": PASSWORD}).status_code == 302
    assert is_signed_in(client)


def test_signing_out_ends_the_session_for_whoever_holds_its_cookie(person, sign_in):
    person("ann")
    client = sign_in("ann")
    thief = Client()
    thief.cookies["sessionid"] = client.cookies["sessionid"].value
    assert is_signed_in(thief)
    assert client.get("/accounts/logout/").status_code == 200
    assert is_signed_in(client), "a link must not sign anyone out"
    client.post("/accounts/logout/")
    assert not is_signed_in(thief)


def test_the_session_a_visitor_came_with_is_not_the_one_they_sign_in_with(person):
    person("ann")
    client = Client()
    session = client.session
    session["planted"] = "by somebody else"
    session.save()
    planted = client.cookies["sessionid"].value
    client.post("/accounts/login/", {"login": "ann", "password": PASSWORD})
    assert session_of(client).session_key != planted
    attacker = Client()
    attacker.cookies["sessionid"] = planted
    assert is_signed_in(client)
    assert not is_signed_in(attacker)


@pytest.mark.parametrize(
    "page", ["/accounts/login/", "/accounts/signup/", "/accounts/logout/", "/settings/profile/"]
)
def test_a_form_without_our_token_is_refused(person, sign_in, page):
    person("ann")
    client = sign_in("ann")
    signed_in = Client(enforce_csrf_checks=True)
    signed_in.cookies["sessionid"] = client.cookies["sessionid"].value
    answer = signed_in.post(page, {"name": "Eve", "timezone": "UTC", "login": "ann", "password": PASSWORD})
    assert answer.status_code == 403
    assert User.objects.get().name == ""
    assert is_signed_in(client)


HOSTILE = [
    "https://evil.example/",
    "//evil.example/",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "http:evil.example",
    "https:/evil.example",
    "javascript:alert(1)",
    "data:text/html,hi",
    " https://evil.example",
    "\thttps://evil.example",
    "https://testserver@evil.example/",
    "https://testserver.evil.example/",
    "/%0d%0aLocation:https://evil.example",
]


@pytest.mark.parametrize("path", HOSTILE)
@pytest.mark.parametrize("page", ["/accounts/login/", "/accounts/logout/", "/accounts/signup/"])
def test_next_never_leads_to_another_site(person, sign_in, page, path):
    person("ann")
    client = sign_in("ann") if "logout" in page else Client()
    form = {"login": "ann", "password": PASSWORD, "username": "bob", "password1": PASSWORD}
    target = client.post(page, {**form, "next": path}).headers["Location"]
    assert target.startswith("/")
    assert not target.startswith(("//", "/\\"))


def test_next_leads_back_within_this_site(person):
    person("ann")
    form = {"login": "ann", "password": PASSWORD, "next": "/rooms/tea/?around=5"}
    assert Client().post("/accounts/login/", form).headers["Location"] == "/rooms/tea/?around=5"


def test_an_unknown_name_and_a_wrong_password_look_the_same(person):
    person("xylo1", email="xylo1@example.org")

    def answer(login: str) -> bytes:
        page = Client().post("/accounts/login/", {"login": login, "password": "wrong"})
        assert page.status_code == 200
        # What the visitor typed is repeated, and each form has its own token: nothing else may differ.
        text = page.content.replace(login.encode(), b"LOGIN")
        return b"".join(line for line in text.splitlines(keepends=True) if b"csrf" not in line)

    assert b"not correct" in answer("xylo1")
    assert answer("xylo1") == answer("xylo2")
    assert answer("xylo1@example.org") == answer("xylo2@example.org")


def test_a_suspended_or_closed_account_is_told_so_only_with_the_right_password(person):
    from accounts.people import suspend

    suspend(person("ann"), reason="spam")
    right = Client()
    answer = right.post("/accounts/login/", {"login": "ann", "password": PASSWORD})
    assert answer.status_code == 403
    assert b"spam" in answer.content
    assert not is_signed_in(right)
    wrong = Client().post("/accounts/login/", {"login": "ann", "password": "wrong"})
    assert b"spam" not in wrong.content
    assert b"suspended" not in wrong.content

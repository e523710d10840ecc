"""What site administrators may do to other people's accounts."""

import re

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils.timezone import now

from accounts.deletion import delete_account
from accounts.models import User
from accounts.people import appoint, dismiss, new_password_link
from rooms.models import AuditEntry
from tests.accounts.conftest import PASSWORD, is_signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def everyone(person):
    return {
        "owner": person("olga", is_superuser=True, is_staff=True),
        "admin": person("adam", is_staff=True),
        "other": person("abel", is_staff=True),
        "member": person("ann", name="Ann <b>Lee</b>"),
    }


def test_only_administrators_see_the_page(everyone, sign_in):
    assert b"Ann &lt;b&gt;Lee&lt;/b&gt;" in sign_in("adam").get("/settings/people/").content
    assert sign_in("ann").get("/settings/people/").status_code == 403
    assert Client().get("/settings/people/").status_code == 302


def test_a_member_can_do_nothing_to_anyone(everyone, sign_in):
    client = sign_in("ann")
    for action in ("suspend", "unsuspend", "link"):
        assert client.post("/settings/people/abel/", {"action": action}).status_code == 403
    assert client.post("/settings/people/invite/").status_code == 403


def test_suspending_ends_sessions_and_letting_in_again_allows_new_ones(everyone, sign_in):
    member, admin = sign_in("ann"), sign_in("adam")
    assert is_signed_in(member)
    assert admin.post("/settings/people/ann/", {"action": "suspend", "reason": "spam"}).status_code == 302
    assert not is_signed_in(member)
    assert Client().post("/accounts/login/", {"login": "ann", "password": PASSWORD}).status_code == 403
    admin.post("/settings/people/ann/", {"action": "unsuspend"})
    assert is_signed_in(sign_in("ann"))


@pytest.mark.parametrize(
    ("actor", "subject", "may"),
    [
        ("adam", "ann", True),
        ("adam", "abel", False),
        ("adam", "olga", False),
        ("adam", "adam", False),
        ("olga", "adam", True),
        ("olga", "olga", False),
    ],
)
def test_nobody_reaches_above_or_beside_themselves(everyone, sign_in, actor, subject, may):
    client = sign_in(actor)
    for action in ("link", "suspend"):
        answer = client.post(f"/settings/people/{subject}/", {"action": action})
        assert (answer.status_code != 403) == may, action


def record():
    entries = AuditEntry.objects.order_by("pk").select_related("actor", "target")
    return [(one.action, one.actor.username, one.target and one.target.username) for one in entries]


def test_owners_say_who_is_an_administrator_and_it_is_on_record(everyone, sign_in, person):
    owner, member = sign_in("olga"), sign_in("ann")
    assert member.get("/settings/people/").status_code == 403
    page = owner.get("/settings/people/").content.decode()
    assert "Make ann an administrator" in page
    for _ in range(2):
        assert owner.post("/settings/people/ann/", {"action": "appoint"}).status_code == 302
    assert member.get("/settings/people/").status_code == 200
    assert "Dismiss ann as administrator" in owner.get("/settings/people/").content.decode()
    owner.post("/settings/people/ann/", {"action": "dismiss"})
    assert member.get("/settings/people/").status_code == 403
    assert record() == [("appointed", "olga", "ann"), ("dismissed", "olga", "ann")]


@pytest.mark.parametrize(
    ("actor", "subject"),
    [
        ("adam", "ann"),
        ("adam", "abel"),
        ("ann", "abel"),
        ("olga", "olga"),
        ("olga", "otto"),
        ("olga", "gone"),
    ],
)
def test_nobody_else_says_so_and_not_of_everybody(everyone, sign_in, person, actor, subject):
    person("otto", is_superuser=True, is_staff=True)
    person("gone", suspended_at=now())
    before = User.objects.get(username=subject).is_staff
    for action in ("appoint", "dismiss"):
        assert sign_in(actor).post(f"/settings/people/{subject}/", {"action": action}).status_code == 403
    assert User.objects.get(username=subject).is_staff == before
    assert record() == []


def test_links_and_invitations_are_on_record(everyone, sign_in, person, settings):
    settings.SIGNUP = "invitation"
    person("robot", is_bot=True)
    client = sign_in("adam")
    client.post("/settings/people/ann/", {"action": "link"})
    client.post("/settings/people/invite/")
    assert client.post("/settings/people/robot/", {"action": "link"}).status_code == 403
    assert record() == [("password_link", "adam", "ann"), ("invited", "adam", None)]


def link_for(client, username):
    page = client.post(f"/settings/people/{username}/", {"action": "link"})
    return re.findall(r"/password/[\w-]+/", page.content.decode())[-1]


def test_what_was_given_out_before_opens_no_office(everyone, sign_in, settings):
    settings.SIGNUP = "invitation"
    owner, admin = sign_in("olga"), sign_in("adam")
    path = link_for(admin, "ann")
    owner.post("/settings/people/ann/", {"action": "appoint"})
    assert Client().get(path).status_code == 404

    page = admin.post("/settings/people/invite/").content.decode()
    invitation = re.findall(r"/welcome/[\w-]+/", page)[-1]
    owner.post("/settings/people/ann/", {"action": "dismiss"})
    path = link_for(admin, "ann")
    assert Client().get(path).status_code == 200
    owner.post("/settings/people/adam/", {"action": "dismiss"})
    assert Client().get(path).status_code == 404
    assert Client().get(invitation).status_code == 404


def test_a_suspended_administrators_links_stop_working(everyone, sign_in):
    path = link_for(sign_in("adam"), "ann")
    sign_in("olga").post("/settings/people/adam/", {"action": "suspend", "reason": "gone astray"})
    assert Client().get(path).status_code == 404


def test_what_happened_since_the_page_was_read_counts(everyone):
    """The objects are as a request has them that was overtaken."""
    owner, admin, member = everyone["owner"], everyone["admin"], everyone["member"]
    delete_account(member.pk)
    with pytest.raises(PermissionDenied):
        appoint(member, by=owner)
    User.objects.filter(pk=admin.pk).update(is_superuser=True)
    with pytest.raises(PermissionDenied):
        dismiss(admin, by=owner)
    other = everyone["other"]
    User.objects.filter(pk=owner.pk).update(is_superuser=False)
    with pytest.raises(PermissionDenied):
        dismiss(other, by=owner)
    with pytest.raises(PermissionDenied):
        new_password_link(other, by=owner)
    assert record() == []
    assert User.objects.filter(is_staff=True).count() == 3


@pytest.mark.parametrize("path", ["/settings/people/ann/", "/settings/people/invite/"])
def test_whoever_comes_back_to_what_was_shown_once_finds_the_list(everyone, sign_in, path):
    assert sign_in("adam").get(path).headers["Location"] == "/settings/people/"
    assert sign_in("ann").get(path).status_code == 403


def test_an_administrators_link_lets_a_person_choose_a_new_password(everyone, sign_in):
    page = sign_in("adam").post("/settings/people/ann/", {"action": "link"})
    assert "no-store" in page.headers["Cache-Control"]
    path = re.findall(r"/password/[\w-]+/", page.content.decode())[-1]
    client = Client()
    client.post(path, {"password1": "another passphrase", "password2": "another passphrase"})
    assert is_signed_in(client)


def test_an_administrators_invitation_works(everyone, sign_in, settings):
    settings.SIGNUP = "invitation"
    page = sign_in("adam").post("/settings/people/invite/")
    path = re.findall(r"/welcome/[\w-]+/", page.content.decode())[-1]
    client = Client()
    client.get(path)
    assert client.post("/accounts/signup/", {"username": "guest", "password1": PASSWORD}).status_code == 302


def test_people_can_be_searched_and_paged(everyone, sign_in, person):
    for n in range(60):
        person(f"crowd{n:02}")
    client = sign_in("adam")
    first = client.get("/settings/people/").content
    assert b"crowd00" in first
    assert b"crowd59" not in first
    assert b"crowd59" in client.get("/settings/people/?page=2").content
    found = client.get("/settings/people/?q=CROWD59").content
    assert b"crowd59" in found
    assert b"crowd00" not in found


def test_acting_on_somebody_keeps_the_search_and_the_page(everyone, sign_in, person):
    for n in range(60):
        person(f"crowd{n:02}")
    client = sign_in("olga")
    page = client.get("/settings/people/?q=crowd&page=2").content.decode()
    form = re.search(r'action="(/settings/people/crowd55/[^"]*)"', page)[1].replace("&amp;", "&")
    here = "/settings/people/?q=crowd&page=2"
    for action in ("suspend", "unsuspend", "appoint", "dismiss"):
        answer = client.post(form, {"action": action, "reason": "so"})
        assert (answer.status_code, answer.headers["Location"]) == (302, here)
    shown = client.post(form, {"action": "link"}).content.decode()
    assert 'value="crowd"' in shown
    assert "Page 2 of 2" in shown
    assert "crowd55" in shown
    assert "crowd05" not in shown
    assert client.get(form).headers["Location"] == here


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("page=//evil.example&q=%20", ""),
        ("page=2%0d%0aX-Evil: 1", ""),
        ("page=²&next=https://evil.example/", ""),
        ("page=99999999999", ""),
        ("q=//evil.example/%3Fa%26page=7", "?q=%2F%2Fevil.example%2F%3Fa%26page%3D7"),
        ("q=%00&page=1", "?page=1"),
    ],
)
def test_nothing_else_of_a_forms_address_is_kept(everyone, sign_in, given, kept):
    client = sign_in("adam")
    answer = client.post(f"/settings/people/ann/?{given}", {"action": "unsuspend"})
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/settings/people/{kept}")
    assert client.get(f"/settings/people/?{given}").status_code == 200

"""`/settings/notifications/`: what one is told of each room, all on one page."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now

from accounts.models import User
from rooms.actions import members
from rooms.actions.rooms import open_direct
from rooms.models import Membership, Room
from rooms.queries.pages import SIZE
from rooms.queries.personal import own_levels
from tests.rooms.acting import person, room

PAGE = "/settings/notifications/"
JSON = {"Accept": "application/json"}
pytestmark = pytest.mark.django_db(transaction=True)  # the page reads in a thread of its own


@pytest.fixture
def signed_in(client: Client, ann: User) -> Client:
    client.force_login(ann)
    return client


def shown(client: Client, query: str = "") -> list[tuple[str, str]]:
    """(name, level) of each room on the page."""
    page = client.get(PAGE + query).content.decode()
    names = re.findall(r'<span class="level-name">([^<]+)</span>', page)
    levels = re.findall(r'<option value="(\w+)" selected>', page)
    return list(zip(names, levels, strict=True))


def levels(user: User) -> dict[str, str]:
    return dict(Membership.objects.filter(user=user).values_list("room__slug", "notify"))


def test_every_room_one_is_in_stands_there_by_name_and_conversations_last(
    ann: User, signed_in: Client
) -> None:
    bob = person("bob", name="Bob <b>")
    assert shown(signed_in) == []
    for name in ("tea", "Den", "Attic"):
        made = room(bob, ann, name=name)
    members.leave(user=ann, slug=made.slug)
    gone = room(bob, ann, name="Gone")
    Room.objects.filter(pk=gone.pk).update(archived_at=now())
    room(bob, name="Not mine")
    open_direct(user=ann, usernames=["bob"])
    Membership.objects.filter(user=ann, room__name="tea").update(notify="mentions")
    assert shown(signed_in) == [("Den", "all"), ("tea", "mentions"), ("Bob &lt;b&gt;", "all")]


def test_several_are_set_at_once_and_nobody_elses(ann: User, bob: User, signed_in: Client) -> None:
    tea, den, attic = (room(bob, ann, name=name) for name in ("Tea", "Den", "Attic"))
    answer = signed_in.post(PAGE, {f"level.{tea.slug}": "nothing", f"level.{den.slug}": "mentions"})
    assert answer.status_code == 302
    assert levels(ann) == {tea.slug: "nothing", den.slug: "mentions", attic.slug: "all"}
    assert set(levels(bob).values()) == {"all"}
    assert "Saved." in signed_in.get(answer.headers["Location"]).content.decode()


def test_what_was_left_as_it_stood_is_left_as_it_is_now(ann: User, signed_in: Client) -> None:
    """Another tab, or the room's own page, may have set it since this page was made."""
    tea, den = room(ann, name="Tea"), room(ann, name="Den")
    Membership.objects.filter(room=tea).update(notify="nothing")
    stood = {f"was.{tea.slug}": "all", f"was.{den.slug}": "all"}
    signed_in.post(PAGE, stood | {f"level.{tea.slug}": "all", f"level.{den.slug}": "mentions"})
    assert levels(ann) == {tea.slug: "nothing", den.slug: "mentions"}


def test_a_room_one_is_not_in_or_no_longer_is_passed_over_like_one_that_is_not_there(
    ann: User, signed_in: Client
) -> None:
    bob = person("bob")
    mine, hidden, left = room(bob, ann), room(bob, kind="private"), room(bob, ann)
    members.leave(user=ann, slug=left.slug)
    for slug in (hidden.slug, left.slug, "nowhere", "a\0b", ""):
        form = {f"level.{slug}": "nothing", f"level.{mine.slug}": "mentions"}
        answer = signed_in.post(PAGE, form, headers=JSON)
        assert (answer.status_code, answer.json()) == (200, {"detail": "Saved."})
    assert levels(ann) == {mine.slug: "mentions", left.slug: "all"}
    assert set(levels(bob).values()) == {"all"}


@pytest.mark.parametrize("level", ["", "ALL", "loud", "nothing\0", "💥" * 1000])
def test_a_level_that_there_is_not_changes_nothing(ann: User, signed_in: Client, level: str) -> None:
    tea, den = room(ann, name="Tea"), room(ann, name="Den")
    form = {f"level.{tea.slug}": "nothing", f"level.{den.slug}": level}
    answer = signed_in.post(PAGE, form, headers=JSON)
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid_level")
    assert set(levels(ann).values()) == {"all"}
    told = signed_in.post(PAGE, form, follow=True).content.decode()
    assert "Be told of all, of mentions, or of nothing." in told
    assert set(levels(ann).values()) == {"all"}


def test_many_rooms_are_pages_and_saving_one_leaves_the_others(ann: User, signed_in: Client) -> None:
    for number in range(SIZE + 2):
        room(ann, name=f"Room {number:02}")
    assert len(shown(signed_in)) == SIZE
    assert [name for name, _ in shown(signed_in, "?page=2")] == [f"Room {SIZE}", f"Room {SIZE + 1}"]
    last = Room.objects.get(name=f"Room {SIZE}")
    back = signed_in.post(f"{PAGE}?page=2", {f"level.{last.slug}": "nothing"})
    assert (back.status_code, back.headers["Location"]) == (302, f"{PAGE}?page=2")
    assert shown(signed_in, "?page=2") == [(f"Room {SIZE}", "nothing"), (f"Room {SIZE + 1}", "all")]
    assert {level for _, level in shown(signed_in)} == {"all"}


@pytest.mark.parametrize("page", ["0", "-1", "x", "9" * 30, "٣"])
def test_a_page_that_is_no_number_leads_to_the_first(ann: User, signed_in: Client, page: str) -> None:
    answer = signed_in.get(PAGE, {"page": page})
    assert (answer.status_code, answer.headers["Location"]) == (302, PAGE)


def test_a_page_of_many_rooms_costs_as_many_queries_as_of_few(ann: User) -> None:
    bob, cid = person("bob"), person("cid")

    def queries() -> int:
        with CaptureQueriesContext(connection) as made:
            own_levels(ann, 1)
        return len(made)

    open_direct(user=ann, usernames=["bob"])
    few = queries()
    for number in range(10):
        room(ann, name=f"Room {number}")
    open_direct(user=ann, usernames=["cid"])
    open_direct(user=ann, usernames=[bob.username, cid.username])
    assert queries() == few == 3

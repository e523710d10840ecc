"""Who is named in a message, is marked, and is not when they may not read it."""

import pytest

from accounts.models import User
from rooms.models import Membership, Mention, Room
from rooms.queries.sidebar import sidebar
from tests.rooms.acting import delete, edit, person, promote, room, send

pytestmark = pytest.mark.django_db


@pytest.fixture
def people() -> list[User]:
    return [person(name) for name in ("ann", "bob", "cal")]


def named(where: Room) -> set[tuple[int, str]]:
    rows = Mention.objects.filter(message__room=where)
    return set(rows.values_list("message__seq", "user__username"))


def marked(where: Room) -> dict[str, int]:
    rows = Membership.objects.filter(room=where, last_mention__gt=0)
    return dict(rows.values_list("user__username", "last_mention"))


def test_a_named_member_is_stored_and_marked(people: list[User]) -> None:
    ann, bob, cal = people
    where = room(ann, bob, cal)
    send(ann, where, "hello @bob, @Bob and @nobody; `@cal` is code")
    assert named(where) == {(1, "bob")}
    assert marked(where) == {"bob": 1}
    assert sidebar(bob).rooms[0].mention
    assert not sidebar(cal).rooms[0].mention
    assert sidebar(cal).rooms[0].unread


def test_in_a_private_room_only_who_is_in_it_can_be_named(people: list[User]) -> None:
    ann, bob, cal = people
    where = room(ann, bob, kind="private")
    send(ann, where, "@bob and @cal")
    assert named(where) == {(1, "bob")}
    assert not Mention.objects.filter(user=cal).exists()


def test_the_whole_room_is_named_by_its_moderators_alone(people: list[User]) -> None:
    ann, bob, cal = people
    where = room(ann, bob, cal)
    send(bob, where, "@room")
    assert marked(where) == {}
    promote(bob, where, "moderator")
    send(bob, where, "@room")
    assert marked(where) == {"ann": 2, "cal": 2}


def test_an_edit_names_others_and_a_deletion_nobody(people: list[User]) -> None:
    ann, bob, cal = people
    where = room(ann, bob, cal)
    send(ann, where, "@bob")
    edit(ann, where, 1, "@cal")
    assert named(where) == {(1, "cal")}
    delete(ann, where, 1)
    assert named(where) == set()


def test_ones_own_name_is_no_news(people: list[User]) -> None:
    ann = people[0]
    where = room(ann)
    send(ann, where, "@ann")
    assert marked(where) == {}

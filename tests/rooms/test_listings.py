"""`/rooms/` and `/authors/` count what the reader may see, and nothing else."""

import pytest

from accounts.models import User
from rooms.actions.members import join
from rooms.errors import ActionError
from rooms.queries.authors import author, authors
from rooms.queries.listing import public_rooms
from tests.rooms.acting import person, room, send

pytestmark = pytest.mark.django_db


@pytest.fixture
def people() -> list[User]:
    """Ann and bob share a private room; eve is outside it."""
    ann, bob, eve = (person(name) for name in ("ann", "bob", "eve"))
    lounge, den = room(ann, bob, name="Lounge", topic="Anything"), room(ann, bob, name="Den", kind="private")
    for where, number in ((lounge, 1), (den, 5)):
        for _ in range(number):
            send(ann, where)
    send(bob, den)
    return [ann, bob, eve]


def test_only_public_rooms_are_listed_with_whether_one_is_in_them(people: list[User]) -> None:
    ann, _, eve = people
    assert [(one["name"], one["joined"]) for one in public_rooms(ann).items] == [("Lounge", True)]
    assert [(one["name"], one["joined"]) for one in public_rooms(eve).items] == [("Lounge", False)]
    assert set(public_rooms(ann).items[0]) == {
        "slug",
        "name",
        "topic",
        "kind",
        "members",
        "last_at",
        "joined",
    }
    assert public_rooms(ann).items[0]["members"] == 2
    assert public_rooms(ann, "anything").total == 1
    assert public_rooms(ann, "den").total == 0


def test_people_count_for_what_the_reader_may_read(people: list[User]) -> None:
    ann, bob, eve = people
    seen = {one["username"]: (one["messages"], one["rooms"]) for one in authors(bob).items}
    assert seen == {"ann": (6, 2), "bob": (1, 1)}
    seen = {one["username"]: (one["messages"], one["rooms"]) for one in authors(eve).items}
    assert seen == {"ann": (1, 1)}
    assert set(authors(ann).items[0]) == {"username", "name", "messages", "rooms", "last_seen"}


def test_one_persons_page_counts_the_same_way(people: list[User]) -> None:
    ann, _, eve = people
    assert (author(ann, "bob")["messages"], author(eve, "bob")["messages"]) == (1, 0)
    assert [one["name"] for one in author(ann, "bob")["shared"]] == ["Den", "Lounge"]  # type: ignore[attr-defined]
    assert [one["name"] for one in author(eve, "bob")["shared"]] == ["Lounge"]  # type: ignore[attr-defined]
    with pytest.raises(ActionError) as caught:
        author(ann, "nobody")
    assert caught.value.code == "unknown_person"


def test_what_is_outside_a_listing_is_not_told_by_its_pages_either(people: list[User]) -> None:
    eve = people[2]
    assert (authors(eve).total, authors(eve, "bob").total, public_rooms(eve, page=9).page) == (1, 0, 1)
    for number in range(35):
        room(people[0], name=f"Room {number}")
    assert (public_rooms(eve).total, public_rooms(eve).pages) == (36, 2)
    names = [one["name"] for page in (1, 2) for one in public_rooms(eve, page=page).items]
    assert len(set(names)) == 36


def test_who_joins_is_counted(people: list[User]) -> None:
    eve = people[2]
    slug = public_rooms(eve).items[0]["slug"]
    join(user=eve, slug=str(slug))
    assert [(one["members"], one["joined"]) for one in public_rooms(eve).items] == [(3, True)]

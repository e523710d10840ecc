"""Nobody finds what they may not read (S1, S2)."""

import pytest

from accounts.models import User
from rooms.actions import members
from rooms.actions.moderation.sanctions import ban
from rooms.errors import ActionError
from rooms.models import Membership, Room
from rooms.queries import search_postgresql, search_sampling, search_sqlite
from rooms.queries.search import search
from tests.rooms.acting import person, room, send

pytestmark = [pytest.mark.django_db, pytest.mark.embedded]


@pytest.fixture(autouse=True, params=["few messages", "many messages"])
def amount(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.param == "many messages":
        for engine in (search_postgresql, search_sqlite):
            monkeypatch.setattr(engine, "SMALL", 0)
        monkeypatch.setattr(search_postgresql, "NEAR", 1)
        monkeypatch.setattr(search_sampling, "LEAST", 0)


def found(user: User, query: str = "secret") -> list[object]:
    return [hit.message["seq"] for hit in search(user, query).hits]


@pytest.fixture
def ada() -> User:
    return person("ada")


@pytest.fixture
def bob() -> User:
    return person("bob")


def test_an_outsider_finds_nothing_of_a_private_room(ada: User, bob: User) -> None:
    den = room(ada, kind="private")
    send(ada, den, "a secret")
    assert found(ada) == [1]
    assert found(bob) == []
    send(bob, room(bob), "my own secret")
    assert found(bob) == [1]
    with pytest.raises(ActionError) as hidden:
        search(bob, f"secret in:{den.slug}")
    with pytest.raises(ActionError) as absent:
        search(bob, "secret in:nothing-there")
    assert hidden.value.code == absent.value.code == "unknown_room"
    assert str(hidden.value) == str(absent.value)


def test_a_visitor_finds_what_a_public_room_shows(ada: User, bob: User) -> None:
    shown, covered = room(ada, name="Shown"), room(ada, name="Covered", history_visible=False)
    for where in (shown, covered):
        send(ada, where, "no secret")
    assert [hit.room["name"] for hit in search(ada, "secret").hits] == ["Covered", "Shown"]
    assert [hit.room["name"] for hit in search(bob, "secret").hits] == ["Shown"]


def test_a_newcomer_finds_nothing_of_before_they_came(ada: User, bob: User) -> None:
    den = room(ada, bob, kind="private")
    for number in range(1, 5):
        send(ada, den, f"secret {number}")
    assert found(bob) == [4, 3, 2, 1]
    Membership.objects.filter(user=bob).update(from_seq=3)
    assert found(bob) == [4, 3]
    assert found(ada) == [4, 3, 2, 1]


def test_whoever_has_left_or_was_banned_finds_nothing_any_more(ada: User, bob: User) -> None:
    den, square = room(ada, bob, kind="private"), room(ada, bob)
    send(ada, den, "a secret")
    send(ada, square, "an open secret")
    assert len(found(bob)) == 2
    members.leave(user=bob, slug=den.slug)
    assert len(found(bob)) == 1
    ban(user=ada, slug=square.slug, username="bob", reason="spam")
    assert found(bob) == []
    assert len(found(ada)) == 2


def test_an_archived_room_is_still_searched(ada: User) -> None:
    den = room(ada)
    send(ada, den, "a secret")
    Room.objects.filter(pk=den.pk).update(archived_at=den.created_at)
    assert found(ada) == [1]


def test_a_direct_conversation_is_named_by_whom_it_is_with(ada: User, bob: User) -> None:
    from rooms.actions.rooms import open_direct

    send(bob, open_direct(user=ada, usernames=["bob"]), "a secret")
    (hit,) = search(ada, "secret").hits
    assert (hit.room["name"], hit.room["kind"]) == ("bob", "direct")
    assert hit.url == f"/rooms/{hit.room['slug']}/1/"
    assert not search(person("eve"), "secret").hits

"""State + events == fresh state: whatever is done, a client that follows the changes ends where the database is."""

import json
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import User
from rooms.access import enter
from rooms.actions.members import add, join, leave
from rooms.actions.moderation.regulations import regulate
from rooms.errors import ActionError
from rooms.models import Membership, Room
from rooms.queries.changes import changes
from rooms.queries.timeline import timeline
from rooms.realtime import publish
from rooms.wire import shapes
from rooms.wire.events import JSON, Event
from tests.chat.room_log import RoomLog
from tests.chat.size import FULL, sized
from tests.rooms.acting import delete, edit, person, react, room, send

pytestmark = pytest.mark.django_db(transaction=True)

WHO = st.integers(0, 3)
SEQ = st.integers(1, 4)
TEXT = st.sampled_from(
    ["one", "two *three*", "@ann look", "@room all", "😀", "```py\nx = 1\n```", "https://example.com"]
)
STEP = st.one_of(
    st.tuples(st.just("send"), WHO, st.none() | SEQ, TEXT),
    st.tuples(st.just("send"), WHO, st.none() | SEQ, TEXT),
    st.tuples(st.just("send"), st.just(0), st.none(), TEXT),
    st.tuples(st.just("edit"), WHO, SEQ, TEXT),
    st.tuples(st.just("delete"), st.integers(0, 1), SEQ, st.none()),
    st.tuples(st.just("delete"), st.just(0), SEQ, st.none()),
    st.tuples(st.just("react"), WHO, SEQ, st.sampled_from(["👍", "🎉"])),
    st.tuples(st.just("unreact"), WHO, SEQ, st.sampled_from(["👍", "🎉"])),
    st.tuples(st.just("join"), WHO, st.none(), st.none()),
    st.tuples(st.just("leave"), WHO, st.none(), st.none()),
    st.tuples(st.just("add"), WHO, WHO, st.none()),
    st.tuples(st.just("rename"), WHO, st.none(), st.sampled_from(["Lounge", "Kitchen"])),
    st.tuples(st.just("look"), st.none(), st.integers(1, 7), st.none()),
)


def do(step: tuple[str, Any, Any, Any], people: list[User], where: Room) -> None:
    """One step by one person; what they may not do, they do not."""
    kind, who, number, text = step
    one = people[who]
    acts = {
        "send": lambda: send(one, where, text, reply_to=number),
        "edit": lambda: edit(one, where, number, text),
        "delete": lambda: delete(one, where, number),
        "react": lambda: react(one, where, number, text),
        "unreact": lambda: react(one, where, number, text, on=False),
        "join": lambda: join(user=one, slug=where.slug),
        "leave": lambda: leave(user=one, slug=where.slug),
        "add": lambda: add(user=one, slug=where.slug, username=people[number].username),
        "rename": lambda: regulate(user=one, slug=where.slug, name=text),
    }
    with suppress(ActionError):
        acts[kind]()


def look(client: RoomLog, where: Room, limit: int) -> bool:
    """Take the next so many changes, as a catch-up or a page of one has them; whether there are more."""
    found, more = changes(Room.objects.get(pk=where.pk), client.version or 0, limit)
    for event in found:
        assert client.hear(json.loads(event.text(JSON))) == "applied"
    return more


def followed_live(published: list[Event], where: Room) -> RoomLog:
    """A client that was there from the room's making (version 1, told to nobody) and never had to catch up."""
    client = RoomLog(where.slug, version=1)
    for event in published:
        assert client.hear(json.loads(event.text(JSON))) == "applied"
    return client


def assert_is_fresh(client: RoomLog, where: Room, people: list[User]) -> None:
    access = enter(people[0], where.slug)
    fresh = [row.message for row in timeline(access, limit=1_000).rows]
    told = [{name: row[name] for name in row if name != "deleted"} for _, row in sorted(client.rows.items())]
    assert told == fresh
    assert client.version == access.room.version
    assert client.state == shapes.state(access.room) or not client.state
    places = Membership.objects.filter(room=where, left_at=None).select_related("user")
    assert client.members == {place.user.username: place.role for place in places}


@pytest.fixture
def published() -> Iterator[list[Event]]:
    """Every event as a process's hub is handed it, after each commit."""
    events: list[Event] = []
    publish.attach(events.extend)
    yield events
    publish.detach(events.extend)


def test_whoever_follows_the_changes_ends_where_the_database_is(published: list[Event]) -> None:
    people = [person(name) for name in ("ann", "bob", "cal", "dot")]
    states: set[tuple[int, bool]] = set()

    @settings(
        max_examples=sized(12, 500),
        derandomize=not FULL,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(st.lists(STEP, min_size=5, max_size=30))
    def follow(steps: list[tuple[str, Any, Any, Any]]) -> None:
        published.clear()
        where = room(people[0], people[1])
        now_and_then, late = RoomLog(where.slug, version=0), RoomLog(where.slug, version=0)
        for step in steps:
            if step[0] == "look":
                look(now_and_then, where, step[2])
            else:
                do(step, people, where)
        for client, limit in ((now_and_then, 3), (late, 1_000)):
            while look(client, where, limit):
                pass
        for client in (now_and_then, late, followed_live(published, where)):
            assert_is_fresh(client, where, people)
            assert client.holes == 0
        states.add((len(late.rows), any(row["deleted"] for row in late.rows.values())))

    follow()
    assert max(rows for rows, _ in states) > 3
    assert any(deleted for _, deleted in states), "the steps did too little to prove anything"

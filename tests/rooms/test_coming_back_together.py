"""Many who come back at once are answered together, and each exactly as if they had come alone."""

import random

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from rooms.access import Access
from rooms.actions.moderation.sanctions import ban, remove
from rooms.errors import ActionError
from rooms.models import Room
from rooms.queries import shared_changes
from rooms.queries.catch_up import Asked, CatchUp, catch_up_all
from rooms.queries.changes import changes
from rooms.queries.epochs import epoch
from rooms.wire.events import HTML, JSON, Event
from tests.rooms.acting import delete, edit, head, person, react, room, send

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    """Rooms of other tests had the same ids."""
    for kept in (shared_changes._recent, shared_changes._long):
        kept.clear()


def told(events: list[Event]) -> list[str]:
    return [event.text(form) for event in events for form in (JSON, HTML)]


def caught_up(*asked: Asked) -> list[CatchUp]:
    found = catch_up_all(asked)
    assert not [one for one in found if isinstance(one, ActionError)]
    return [one for one in found if isinstance(one, CatchUp)]


def something(ann: User, bob: User, where: Room) -> None:
    """A change of any kind."""
    last = head(where)[0]
    seq = random.randint(1, last)
    match random.choice(("send", "send", "reply", "edit", "delete", "react")):
        case "send":
            send(bob, where)
        case "reply":
            send(bob, where, reply_to=seq)
        case "edit" if mine := Room.objects.get(pk=where.pk).messages.filter(author=ann, deleted_at=None):
            edit(ann, where, random.choice(list(mine)).seq, f"again {random.random()}")
        case "delete" if mine := Room.objects.get(pk=where.pk).messages.filter(author=ann, deleted_at=None):
            delete(ann, where, random.choice(list(mine)).seq)
        case "react" if Room.objects.get(pk=where.pk).messages.filter(seq=seq, deleted_at=None).exists():
            react(bob, where, seq, on=random.random() < 0.7)
        case _:
            send(ann, where)


def test_what_is_kept_and_extended_is_what_a_fresh_look_finds_wherever_a_reader_was() -> None:
    ann, bob = person("ann"), person("bob")
    where = room(ann, bob)
    send(ann, where)
    now = epoch()
    for _ in range(25):
        for _ in range(random.randint(1, 6)):
            something(ann, bob, where)
        where.refresh_from_db()
        for after in random.sample(range(where.version), 4):
            lowest = random.randint(0, after)
            found, more = shared_changes.shared_changes(where, now, after, 1000, lowest)
            fresh, _ = changes(where, after, 1000)
            assert not more
            assert told(found) == told(fresh)


def test_a_deleted_message_is_not_told_to_whoever_comes_back_after_it() -> None:
    ann, bob = person("ann"), person("bob")
    where = room(ann, bob)
    start = head(where)[1]
    send(ann, where, "a secret")
    (before,) = caught_up(Asked(bob, where.slug, start))
    assert "a secret" in "".join(told(before.events))
    delete(ann, where, 1)
    (after,) = caught_up(Asked(bob, where.slug, start))
    assert [event.type for event in after.events] == ["message.deleted"]
    assert "a secret" not in "".join(told(after.events))


def test_a_kept_reply_does_not_quote_what_was_deleted_since() -> None:
    ann, bob = person("ann"), person("bob")
    where = room(ann, bob)
    send(ann, where, "a secret")
    start = head(where)[1]
    send(bob, where, "indeed", reply_to=1)
    (before,) = caught_up(Asked(bob, where.slug, start))
    assert "a secret" in "".join(told(before.events))
    delete(ann, where, 1)
    (after,) = caught_up(Asked(bob, where.slug, start))
    assert [event.type for event in after.events] == ["message.created", "message.deleted"]
    assert "a secret" not in "".join(told(after.events))


def test_strangers_among_members_are_each_answered_as_if_they_had_come_alone() -> None:
    ann, bob, eve, gone, out = (person(name) for name in ("ann", "bob", "eve", "gone", "out"))
    public, hidden = room(ann, bob, gone, out), room(ann, bob, gone, kind="private")
    remove(user=ann, slug=hidden.slug, username="gone", reason="Spam.")
    ban(user=ann, slug=public.slug, username="out", reason="Spam.")
    people = (ann, bob, eve, gone, out)
    asked = [Asked(one, slug, 0) for one in people for slug in (public.slug, hidden.slug, "absent")]
    expected = {("eve", public.slug), ("gone", public.slug)}
    expected |= {(one.username, where.slug) for one in (ann, bob) for where in (public, hidden)}
    found = catch_up_all(asked)
    let_in = {
        (one.user.username, one.slug)
        for one, answer in zip(asked, found, strict=True)
        if not isinstance(answer, ActionError)
    }
    assert let_in == expected
    refusals = {(answer.code, answer.detail) for answer in found if isinstance(answer, ActionError)}
    assert refusals == {("unknown_room", "There is no such room.")}


def test_a_member_put_out_between_two_rounds_is_not_let_in_by_what_was_kept() -> None:
    ann, bob = person("ann"), person("bob")
    where = room(ann, bob, kind="private")
    (before,) = catch_up_all([Asked(bob, where.slug, 0)])
    assert not isinstance(before, ActionError)
    remove(user=ann, slug=where.slug, username="bob", reason="Spam.")
    after = catch_up_all([Asked(ann, where.slug, 0), Asked(bob, where.slug, 0)])
    assert [isinstance(one, ActionError) for one in after] == [False, True]


def test_forty_readers_cost_as_many_queries_as_one() -> None:
    ann = person("ann")
    people = [person(f"p{number}") for number in range(40)]
    where = room(ann, *people)
    for _ in range(10):
        send(ann, where)
    epoch()  # made on first use
    costs = []
    for some in (people[:1], people):
        shared_changes._recent.clear()
        version = head(where)[1]
        asked = [Asked(one, where.slug, version - 1 - place % 9) for place, one in enumerate(some)]
        with CaptureQueriesContext(connection) as captured:
            found = caught_up(*asked)
        assert [len(one.events) for one in found] == [1 + place % 9 for place in range(len(some))]
        costs.append(len(captured))
    print(f"{costs} queries")
    assert costs[0] == costs[1] <= 7


def test_an_answer_of_access_is_never_shared_between_people() -> None:
    from rooms.access import enter_all

    ann, bob, eve = person("ann"), person("bob"), person("eve")
    where = room(ann, bob)
    found = enter_all([(ann, where.slug), (bob, where.slug), (eve, where.slug)])
    assert [one.user if isinstance(one, Access) else None for one in found] == [ann, bob, eve]
    assert [isinstance(one, Access) and one.is_owner for one in found] == [True, False, False]
    assert isinstance(found[2], Access)
    assert found[2].membership is None

"""Plain messages are appended by the database; whatever is unusual it leaves to the rules, and loses nothing by it."""

import re
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils.timezone import now

from accounts.models import User
from rooms.actions.appending import append
from rooms.actions.draft import draft
from rooms.actions.log import Outcome, commit, commit_judged
from rooms.actions.writes import Approved, Edit, Send, Write
from rooms.errors import ActionError
from rooms.models import Membership, Message, Raid, Room
from rooms.realtime import publish
from rooms.wire.events import Event
from tests.rooms.acting import everything, head, room, send

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(
        connection.vendor != "postgresql", reason="SQLite has no functions: the rules see all"
    ),
]
SOON = timedelta(hours=1)
WEEK = timedelta(weeks=1)


def say(user: User, where: Room, body: str = "Hello", **rest: Any) -> Send:
    return Send(where.slug, user.pk, uuid.uuid4(), body, **rest)


def appended(*writes: Write) -> list[bool]:
    return [message is not None for message in append([draft(write) for write in writes])]


def of_room(where: Room, **changes: Any) -> None:
    Room.objects.filter(pk=where.pk).update(**changes)


def of_place(where: Room, user: User, **changes: Any) -> None:
    Membership.objects.filter(room=where, user=user).update(**changes)


def of_person(user: User, **changes: Any) -> None:
    User.objects.filter(pk=user.pk).update(**changes)


def raid(user: User, where: Room | None) -> None:
    """As a web of the release before leaves it: the room's own row does not tell."""
    Raid.objects.create(room=where, by=user, newcomers_since=now() - WEEK, ends_at=now() + SOON)


UNUSUAL: dict[str, Callable[[Room, User], object]] = {
    "archived": lambda where, user: of_room(where, archived_at=now()),
    "locked": lambda where, user: of_room(where, locked=True),
    "slow": lambda where, user: of_room(where, slow_mode=30),
    "with word rules": lambda where, user: of_room(where, has_rules=True),
    "with a webhook": lambda where, user: of_room(where, outgoing="message.created"),
    "in raid mode": lambda where, user: of_room(where, raid_until=now() + SOON),
    "in raid mode, untold": lambda where, user: raid(user, where),
    "on a site in raid mode, untold": lambda where, user: raid(user, None),
    "muted": lambda where, user: of_place(where, user, muted_until=now() + SOON),
    "left": lambda where, user: of_place(where, user, left_at=now()),
    "never a member": lambda where, user: Membership.objects.filter(room=where, user=user).delete(),
    "suspended": lambda where, user: of_person(user, suspended_at=now()),
    "inactive": lambda where, user: of_person(user, is_active=False),
}


@pytest.mark.parametrize("what", UNUSUAL)
def test_whatever_is_unusual_is_left_alone_with_all_that_goes_to_the_same_room(
    ann: User, bob: User, lounge: Room, what: str
) -> None:
    assert appended(say(ann, lounge), say(bob, lounge)) == [True, True]
    elsewhere = room(ann)
    UNUSUAL[what](lounge, bob)
    before = everything(lounge)
    group = [say(ann, lounge), say(ann, elsewhere), say(bob, lounge)]
    everywhere = "site" in what
    assert appended(*group) == [False, not everywhere, False]
    assert everything(lounge) == before


@pytest.mark.parametrize(
    ("over", "change"),
    [
        ("a mute", lambda where, user: of_place(where, user, muted_until=now() - SOON)),
        ("raid mode", lambda where, user: of_room(where, raid_until=now() - SOON, raid_slow_mode=30)),
    ],
)
def test_what_is_over_is_usual(
    ann: User, lounge: Room, over: str, change: Callable[[Room, User], None]
) -> None:
    change(lounge, ann)
    assert appended(say(ann, lounge)) == [True], over


def test_a_repeated_client_id_is_left_alone(ann: User, bob: User, lounge: Room) -> None:
    first = say(ann, lounge)
    assert appended(first) == [True]
    before = everything(lounge)
    elsewhere = room(ann, bob)
    again = [first, Send(elsewhere.slug, ann.pk, first.client_id, "Hello")]
    assert [appended(one) for one in again] == [[False], [False]]
    twice = say(bob, lounge)
    assert appended(twice, twice) == [False, False]
    other = Send(elsewhere.slug, bob.pk, twice.client_id, "Hello")
    assert appended(twice, other) == [False, False]
    naming = Send(lounge.slug, bob.pk, twice.client_id, "look, @ann")
    assert appended(naming, other) == [False, False]
    assert everything(lounge) == before
    assert appended(Send(lounge.slug, bob.pk, first.client_id, "another person's")) == [True]


def test_a_reply_is_appended_where_its_author_may_see_what_it_answers(
    ann: User, bob: User, lounge: Room
) -> None:
    for _ in range(3):
        send(ann, lounge)
    of_place(lounge, bob, from_seq=3)
    assert [appended(say(bob, lounge, reply_to=seq)) for seq in (2, 3, 4, 5)] == [
        [False],
        [True],
        [True],
        [True],
    ]
    assert appended(say(bob, lounge, reply_to=7)) == [False]
    of_room(lounge, first_seq=5)
    assert [appended(say(bob, lounge, reply_to=seq)) for seq in (4, 5)] == [[False], [True]]


@pytest.mark.parametrize(
    "other",
    [
        lambda user, where: Edit(where.slug, user.pk, 1, "changed"),
        lambda user, where: say(user, where, "look, @bob"),
        lambda user, where: Approved(where.slug, user.pk, uuid.uuid4(), "let through"),
    ],
)
def test_a_group_keeps_its_order_around_what_is_not_plain(
    ann: User, bob: User, lounge: Room, other: Callable[[User, Room], Write]
) -> None:
    send(ann, lounge)
    version = head(lounge)[1]
    elsewhere = room(ann)
    group = [say(bob, lounge), other(ann, lounge), say(bob, lounge), say(ann, elsewhere)]
    assert appended(*group) == [False, False, False, True]
    answers = commit(group[:3])
    assert all(isinstance(one, Outcome) for one in answers)
    new = {one.message.version: place for place, one in enumerate(answers) if isinstance(one, Outcome)}
    order = [place for _, place in sorted(new.items())]
    assert sorted(new) == [version + 1, version + 2, version + 3]
    assert order.index(0) < order.index(2)


def test_what_is_appended_is_what_the_rules_would_have_stored(ann: User, bob: User) -> None:
    first, second = room(ann, bob), room(ann, bob)
    said = [
        (ann, "one **two**", ""),
        (bob, "three", "A sender"),
        (ann, "```py\nx = 1\n```", ""),
        (bob, 'a "b" \\ ü 😀', ""),
    ]
    found = []
    for where, way in ((first, append), (second, commit_judged)):
        send(ann, where)
        group = [say(one, where, body, via=via) for one, body, via in said]
        group.append(say(bob, where, "a reply", reply_to=1))
        answers = way([draft(write) for write in group])
        messages = [one.message if isinstance(one, Outcome) else one for one in answers]
        for message in messages:
            assert isinstance(message, Message)
            stored = Message.objects.get(pk=message.pk)
            assert {**vars(message), "_state": 0} == {**vars(stored), "_state": 0}
            assert (message.room.pk, message.room.slug) == (where.pk, where.slug)
            assert message.author.username == stored.author.username
        found.append(everything(where))
    assert comparable(found[0]) == comparable(found[1])


def comparable(found: list[Any]) -> list[Any]:
    """Without what differs between two rooms: their own names, rows' ids, moments."""
    own = re.compile(r"id|slug|client_id|.*_at|room_id|message_id")
    return [
        [{name: value for name, value in row.items() if not own.fullmatch(name)} for row in rows]
        for rows in found
    ]


def test_times_never_go_back_within_a_room(ann: User, lounge: Room) -> None:
    ahead = now() + SOON
    of_room(lounge, last_at=ahead)
    assert appended(say(ann, lounge)) == [True]
    assert Message.objects.get(room=lounge).created_at == ahead


def test_slow_mode_counts_from_the_moment_of_writing_whatever_the_room_s_clock_said(
    ann: User, bob: User, lounge: Room
) -> None:
    of_room(lounge, last_at=now() + SOON)
    assert appended(say(bob, lounge)) == [True]
    of_room(lounge, slow_mode=30)
    (refusal,) = commit([say(bob, lounge)])
    assert isinstance(refusal, ActionError)
    assert 0 < (refusal.retry_after or 0) <= 30


@pytest.mark.django_db(transaction=True)
def test_what_is_appended_is_announced_with_what_it_quotes(ann: User, bob: User, lounge: Room) -> None:
    heard: list[Event] = []
    send(ann, lounge, "the *source*")
    publish.attach(heard.extend)
    try:
        commit([say(bob, lounge, "an answer", reply_to=1), say(ann, lounge, "another")])
    finally:
        publish.detach(heard.extend)
    assert [(one.type, one.seq, one.quote) for one in heard] == [
        ("message.created", 2, {"seq": 1, "author": "ann", "excerpt": "the source"}),
        ("message.created", 3, None),
    ]


def test_without_the_function_the_rules_do_it_all(ann: User, bob: User, lounge: Room) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DROP FUNCTION rooms_append_1")
    answers = commit([say(ann, lounge), say(bob, lounge)])
    assert [one.message.seq for one in answers if isinstance(one, Outcome)] == [1, 2]
    assert head(lounge)[0] == 2


def test_one_that_is_refused_takes_no_number_from_those_that_are_appended(
    ann: User, bob: User, lounge: Room
) -> None:
    quiet = room(ann, bob)
    of_place(quiet, bob, muted_until=now() + SOON)
    seq, version = head(quiet)
    answers = commit(
        [say(ann, lounge), say(bob, quiet), say(ann, quiet), Send("nowhere", ann.pk, uuid.uuid4(), "x")]
    )
    assert [one.code for one in answers if isinstance(one, ActionError)] == ["muted", "unknown_room"]
    assert (head(lounge)[0], head(quiet)) == (1, (seq + 1, version + 1))

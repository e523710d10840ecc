"""Messages: each write takes exactly the numbers it needs, and a refused one takes none."""

import uuid

import pytest
from django.utils.timezone import now

from accounts.models import User
from rooms.actions.log import Outcome, commit
from rooms.actions.writes import Send, Write
from rooms.errors import ActionError
from rooms.models import Message, Reaction, Room, Tally
from tests.rooms.acting import delete, edit, everything, head, person, react, refused, room, send

pytestmark = pytest.mark.django_db


def test_messages_are_numbered_from_one_and_every_change_takes_the_next_version(
    ann: User, bob: User, lounge: Room
) -> None:
    seq, version = head(lounge)
    assert seq == 0
    first, second = send(ann, lounge), send(bob, lounge)
    assert [(one.seq, one.version, one.born) for one in (first, second)] == [
        (1, version + 1, version + 1),
        (2, version + 2, version + 2),
    ]
    edited = edit(ann, lounge, 1, "changed")
    assert (edited.seq, edited.version, edited.born) == (1, version + 3, version + 1)
    assert edited.edited_at
    assert react(bob, lounge, 1).version == version + 4
    gone = delete(ann, lounge, 1)
    assert (gone.version, gone.body, gone.html, gone.reactions) == (version + 5, "", "", [])
    assert head(lounge) == (2, version + 5)
    assert not Reaction.objects.exists()


def test_the_same_client_id_is_the_same_message(ann: User, lounge: Room) -> None:
    client_id = uuid.uuid4()
    first = send(ann, lounge, "once", client_id=client_id)
    before = everything(lounge)
    answers = commit([Send(lounge.slug, ann.pk, client_id, "once")] * 3)
    assert [(one.message.pk, one.replayed) for one in answers if isinstance(one, Outcome)] == [
        (first.pk, True)
    ] * 3
    assert everything(lounge) == before


def test_in_one_group_the_second_of_a_pair_is_the_replay(ann: User, lounge: Room) -> None:
    client_id = uuid.uuid4()
    answers = commit([Send(lounge.slug, ann.pk, client_id, "once")] * 2)
    assert [one.replayed for one in answers if isinstance(one, Outcome)] == [False, True]
    assert Message.objects.count() == 1


def test_one_bad_write_answers_that_write_alone(ann: User, bob: User, lounge: Room) -> None:
    eve, version = person("eve"), head(lounge)[1]
    group: list[Write] = [Send(lounge.slug, one.pk, uuid.uuid4(), one.username) for one in (ann, eve, bob)]
    group += [Send("nowhere", ann.pk, uuid.uuid4(), "x"), Send(lounge.slug, ann.pk, uuid.uuid4(), "x", 99)]
    answers = commit(group)
    assert [one.code for one in answers if isinstance(one, ActionError)] == [
        "not_member", "unknown_room", "unknown_reply"
    ]  # fmt: skip
    assert list(Message.objects.order_by("seq").values_list("body", flat=True)) == ["ann", "bob"]
    assert head(lounge) == (2, version + 2)


@pytest.mark.parametrize(
    ("body", "code"),
    [("", "empty_body"), (" \n", "empty_body"), ("x" * 10_001, "body_too_long"), ("a\0b", "invalid_body"),
     ("\udc80", "invalid_body")],
)  # fmt: skip
def test_a_body_that_cannot_be_is_refused_in_sends_and_edits(
    ann: User, lounge: Room, body: str, code: str
) -> None:
    send(ann, lounge)
    with refused(code, lounge):
        send(ann, lounge, body)
    with refused(code, lounge):
        edit(ann, lounge, 1, body)


def test_strangers_and_former_members_do_not_write(ann: User, bob: User, lounge: Room) -> None:
    from rooms.actions.members import leave

    send(bob, lounge)
    leave(user=bob, slug=lounge.slug)
    for each in (bob, person("eve")):
        for write in (
            lambda: send(each, lounge),  # noqa: B023 - called at once
            lambda: edit(each, lounge, 1, "x"),  # noqa: B023
            lambda: delete(each, lounge, 1),  # noqa: B023
            lambda: react(each, lounge, 1),  # noqa: B023
        ):
            with refused("not_member", lounge):
                write()


def test_a_private_room_is_unknown_to_who_is_not_in_it(ann: User) -> None:
    den, eve = room(ann, kind="private"), person("eve")
    send(ann, den)
    with refused("unknown_room", den):
        send(eve, den)
    with refused("unknown_room", den):
        react(eve, den, 1)


def test_a_client_id_belongs_to_its_room(ann: User, lounge: Room) -> None:
    client_id, other = uuid.uuid4(), room(ann)
    send(ann, lounge, client_id=client_id)
    with refused("client_id_reused", other):
        send(ann, other, client_id=client_id)


def test_replies_name_a_message_of_the_room_that_one_may_see(ann: User, lounge: Room) -> None:
    send(ann, lounge)
    assert send(ann, lounge, reply_to=1).reply_to == 1
    with refused("unknown_reply", lounge):
        send(ann, lounge, reply_to=3)
    den = room(ann, kind="private", history_visible=False)
    send(ann, den, "before")
    late = person("late")
    from rooms.actions.members import add

    add(user=ann, slug=den.slug, username="late")
    with refused("unknown_reply", den):
        send(late, den, reply_to=1)
    with refused("unknown_message", den):
        react(late, den, 1)


def test_only_the_author_edits_and_deletes(ann: User, bob: User, lounge: Room) -> None:
    cal = person("cal")
    from rooms.actions.members import join

    join(user=cal, slug=lounge.slug)
    for _ in range(2):
        send(bob, lounge)
    for other in (ann, cal):
        with refused("not_author", lounge):
            edit(other, lounge, 1, "not mine")
    with refused("not_author", lounge):
        delete(cal, lounge, 1)
    assert delete(bob, lounge, 1).deleted_at
    assert delete(bob, lounge, 2).deleted_at


@pytest.mark.parametrize("seq", [1, 2, 2**63 - 1])
def test_what_is_deleted_or_never_was_cannot_be_changed(ann: User, lounge: Room, seq: int) -> None:
    send(ann, lounge)
    delete(ann, lounge, 1)
    with refused("unknown_message", lounge):
        edit(ann, lounge, seq, "x")
    with refused("unknown_message", lounge):
        delete(ann, lounge, seq)
    with refused("unknown_message", lounge):
        react(ann, lounge, seq)


def test_what_changes_nothing_takes_no_number(ann: User, lounge: Room) -> None:
    send(ann, lounge, "same")
    react(ann, lounge, 1)
    before = everything(lounge)
    edit(ann, lounge, 1, "same")
    react(ann, lounge, 1)
    react(ann, lounge, 1, "🎉", on=False)
    assert everything(lounge) == before


def test_reactions_are_summed_up_in_order_and_bounded(ann: User, bob: User, lounge: Room) -> None:
    from rooms.content.emoji import is_emoji

    send(ann, lounge)
    react(bob, lounge, 1, "🎉")
    react(ann, lounge, 1, "👍")
    message = react(ann, lounge, 1, "🎉")
    assert message.reactions == [
        {"emoji": "🎉", "count": 2, "users": ["bob", "ann"]},
        {"emoji": "👍", "count": 1, "users": ["ann"]},
    ]
    assert react(bob, lounge, 1, "🎉", on=False).reactions == [
        {"emoji": "👍", "count": 1, "users": ["ann"]},
        {"emoji": "🎉", "count": 1, "users": ["ann"]},
    ]
    animals = [chr(code) for code in range(0x1F400, 0x1F440) if is_emoji(chr(code))]
    for emoji in animals[:18]:
        react(ann, lounge, 1, emoji)
    with refused("too_many_reactions", lounge):
        react(ann, lounge, 1, animals[18])


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [("archived_at", "now", "archived"), ("locked", True, "locked"), ("slow_mode", 60, "slow_mode")],
)
def test_a_room_closed_for_members_says_why(
    ann: User, bob: User, lounge: Room, field: str, value: object, code: str
) -> None:
    send(bob, lounge)
    Room.objects.filter(pk=lounge.pk).update(**{field: now() if value == "now" else value})
    with refused(code, lounge):
        send(bob, lounge)
    if code == "archived":
        with refused(code, lounge):
            send(ann, lounge)
    else:
        assert send(ann, lounge).seq == 2


def test_a_suspended_person_does_not_write(ann: User, bob: User, lounge: Room) -> None:
    User.objects.filter(pk=bob.pk).update(suspended_at=now())
    with refused("suspended", lounge):
        send(bob, lounge)


def test_a_tally_is_what_a_recount_would_say(ann: User, bob: User, lounge: Room) -> None:
    other = room(bob, ann)
    for where, author, number in ((lounge, ann, 3), (lounge, bob, 1), (other, ann, 2)):
        for _ in range(number):
            send(author, where)
    commit([Send(lounge.slug, one.pk, uuid.uuid4(), "x") for one in (ann, bob, ann)])
    delete(ann, lounge, 1)
    kept = {(row.room_id, row.author_id): row.messages for row in Tally.objects.all()}
    recount: dict[tuple[int, int], int] = {}
    for message in Message.objects.all():
        place = (message.room_id, message.author_id)
        recount[place] = recount.get(place, 0) + 1
    assert kept == recount

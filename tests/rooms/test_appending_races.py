"""What happens elsewhere while the database appends: another room is made, the connection is cut, a write is broken."""

import asyncio
import os
import socket
import threading
import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.db import connection, transaction

from accounts.models import User
from rooms.actions.admission import admit, lock
from rooms.actions.log import Answer, Outcome, Stored, announce, commit
from rooms.actions.writes import Send
from rooms.errors import ActionError
from rooms.models import Membership, Message, Room
from rooms.realtime import publish
from rooms.realtime.attempts import commit_all
from rooms.realtime.writer import writer
from rooms.wire.events import Event
from tests.rooms.acting import head, person, room
from tests.rooms.beside import Beside, waiting
from tests.services.process import wait_for

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer"),
]


def say(user: User, slug: str, body: str = "Hello") -> Send:
    return Send(slug, user.pk, uuid.uuid4(), body)


@contextmanager
def holding(where: Room, work: Callable[[Room], object] = lambda locked: None) -> Iterator[None]:
    """This room is locked by somebody else, who does something in it, until the end of the block."""
    held, enough = threading.Event(), threading.Event()

    def hold() -> None:
        with transaction.atomic():
            work(lock(where))
            held.set()
            enough.wait(20)

    holder = Beside(hold)
    try:
        assert held.wait(10)
        yield
    finally:
        enough.set()
        holder.finish()


def test_a_room_made_while_the_group_waits_for_another_takes_its_numbers_under_its_own_lock() -> None:
    ann, carl = person("ann"), person("carl")
    lounge = room(ann)
    with ExitStack() as later:
        with holding(lounge):
            group = Beside(lambda: commit([say(ann, lounge.slug), say(ann, "wonder")]))
            wait_for(lambda: waiting() == 1, 10, "the group to wait")
            wonder = room(ann, name="Wonder")
            later.enter_context(holding(wonder, lambda locked: admit(locked, carl)))
        wait_for(lambda: head(lounge)[0] == 1, 10, "the first message")
    first, second = group.finish()
    assert isinstance(first, Outcome)
    # Whether it was seen in time or not, no two changes have one number.
    messages = list(Message.objects.filter(room=wonder).values_list("version", flat=True))
    places = list(Membership.objects.filter(room=wonder).values_list("version", flat=True))
    assert len(messages) == int(isinstance(second, Outcome))
    assert len({*messages, *places}) == len([*messages, *places])
    assert head(wonder)[1] == max([*messages, *places])


def test_what_was_appended_when_the_connection_broke_is_answered_and_announced_once() -> None:
    ann = person("ann")
    lounge = room(ann)
    heard: list[Event] = []
    own: list[int] = []

    def write() -> list[Answer]:
        connection.ensure_connection()
        own.append(connection.connection.fileno())
        later: Stored = []
        answers = commit_all([say(ann, lounge.slug)], later)
        announce(later)
        return answers

    publish.attach(heard.extend)
    try:
        with holding(lounge):
            writing = Beside(write)
            wait_for(lambda: waiting() == 1, 10, "the write to wait")
            with socket.socket(fileno=os.dup(own[0])) as cut:
                cut.shutdown(socket.SHUT_RDWR)
            wait_for(lambda: waiting() == 2, 10, "it to be tried again behind the first")
        (answer,) = writing.finish()
    finally:
        publish.detach(heard.extend)
    assert isinstance(answer, Outcome)
    assert answer.message.seq == 1
    assert head(lounge)[0] == Message.objects.filter(room=lounge).count() == 1
    assert {(one.type, one.seq) for one in heard} == {("message.created", 1)}


async def test_a_write_that_cannot_be_made_is_answered_and_so_are_those_beside_it() -> None:
    ann = await sync_to_async(person)("ann")
    lounge = await sync_to_async(room)(ann)
    broken: Any = None
    futures = [writer().submit(say(ann, lounge.slug, body)) for body in ("one", broken, "two")]
    answers = await asyncio.wait_for(asyncio.gather(*futures, return_exceptions=True), 20)
    assert [one.code for one in answers if isinstance(one, ActionError)] == ["unavailable"]
    assert [one.message.seq for one in answers if isinstance(one, Outcome)] == [1, 2]

"""What every message refers to exists: its room and its author, whatever way it comes and whoever goes."""

import re
import threading
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, connection, connections, transaction
from django.utils.timezone import now

from accounts.models import User
from rooms.models import Membership, Message, Room, Tally
from tests.rooms.acting import person, room, send
from tests.services.process import wait_for

GONE = 10**9


def made(where: int, author: int, seq: int = 1000) -> Message:
    return Message(
        room_id=where,
        author_id=author,
        seq=seq,
        version=seq,
        born=seq,
        client_id=uuid.uuid4(),
        body="x",
        created_at=now(),
    )


def refused(change: Callable[[], object]) -> None:
    """Sooner or later; at the latest when the transaction ends."""

    def to_the_end() -> None:
        with transaction.atomic():
            change()
            connection.check_constraints()

    with pytest.raises(IntegrityError):
        to_the_end()


@pytest.mark.embedded
@pytest.mark.django_db
@pytest.mark.parametrize("lacking", ["room", "author"])
def test_one_message_without_them_takes_its_whole_statement_with_it(lacking: str) -> None:
    ann = person("ann")
    where = room(ann)
    there = Message.objects.count()
    wrong = made(GONE, ann.pk, 1001) if lacking == "room" else made(where.pk, GONE, 1001)
    refused(
        lambda: Message.objects.bulk_create([made(where.pk, ann.pk), wrong, made(where.pk, ann.pk, 1002)])
    )
    refused(wrong.save)
    assert Message.objects.count() == there
    Message.objects.bulk_create([made(where.pk, ann.pk), made(where.pk, ann.pk, 1002)])
    assert Message.objects.count() == there + 2


@pytest.mark.embedded
@pytest.mark.django_db
@pytest.mark.parametrize("field", ["room_id", "author_id"])
def test_a_message_is_never_moved_to_what_is_not_there(field: str) -> None:
    ann = person("ann")
    where = room(ann)
    sent = send(ann, where)
    mine = Message.objects.filter(pk=sent.pk)
    refused(lambda: mine.update(**{field: GONE}))
    assert mine.update(body="y", **{field: getattr(sent, field)}) == 1


@pytest.mark.embedded
@pytest.mark.django_db
@pytest.mark.parametrize("model", [Room, User])
def test_neither_goes_while_there_are_messages(model: type[Room | User]) -> None:
    """Only messages refer to these two, so that nothing else can be what refuses."""
    ann = person("ann")
    where = Room.objects.create(slug="bare", name="Bare", created_at=now())
    made(where.pk, ann.pk).save()
    mine = model.objects.filter(pk=where.pk if model is Room else ann.pk)

    def remove() -> None:
        mine._raw_delete(mine.db)

    refused(remove)
    refused(lambda: mine.update(id=GONE))
    with transaction.atomic():  # in whatever order, as long as both are gone in the end
        remove()
        Message.objects.all()._raw_delete(mine.db)
        connection.check_constraints()


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer")
@pytest.mark.parametrize(("earlier", "keeps"), [(0, "rooms_tally"), (1, "accounts_user \\d+ has messages")])
def test_who_goes_while_a_message_of_theirs_is_being_stored_does_not_go(earlier: int, keeps: str) -> None:
    ann, bob = person("ann"), person("bob")
    where = room(ann, bob)
    for _ in range(earlier):
        send(bob, where)
    told: list[Any] = []

    def remove() -> None:
        """All that had refused it before the message came."""
        try:
            with transaction.atomic():
                Tally.objects.filter(author=bob).delete()
                Membership.objects.filter(user=bob).delete()
                User.objects.filter(pk=bob.pk)._raw_delete("default")
        except Exception as error:
            told.append(error)
        finally:
            connections.close_all()

    beside = threading.Thread(target=remove)
    with transaction.atomic():
        send(bob, where)
        beside.start()
        wait_for(_waits, 10, "the other to wait")
    beside.join(20)
    assert [type(error) for error in told] == [IntegrityError]
    assert re.search(keeps, str(told[0]))
    assert Message.objects.filter(author=bob).count() == earlier + 1


def _waits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity"
            " WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        return bool(cursor.fetchone()[0])

"""What every message refers to exists: its room and its author, whatever way it comes and whoever goes."""

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import Model, QuerySet
from django.utils.timezone import now

from accounts.models import User
from rooms.models import Membership, Message, Room, Tally
from tests.rooms.acting import person, room, send
from tests.rooms.beside import Beside, waiting
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
    there = room(person("bob")).pk if field == "room_id" else person("bob").pk
    assert mine.update(body="y", **{field: there}) == 1


def bare() -> tuple[Room, User]:
    """To these two nothing refers, so that nothing but a message can be what keeps them."""
    return Room.objects.create(slug="bare", name="Bare", created_at=now()), person("ann")


def only(one: Room | User) -> QuerySet[Any]:
    return type(one)._default_manager.filter(pk=one.pk)


def remove(one: Room | User) -> None:
    """As SQL does: Django would first look for what refers to it."""
    only(one)._raw_delete("default")


@pytest.mark.embedded
@pytest.mark.django_db
@pytest.mark.parametrize("which", [0, 1])
def test_neither_goes_while_there_are_messages(which: int) -> None:
    both = bare()
    one = both[which]
    made(both[0].pk, both[1].pk).save()
    refused(lambda: remove(one))
    refused(lambda: only(one).update(id=GONE))
    with transaction.atomic():  # in whatever order, as long as all is well in the end
        only(one).update(id=GONE)
        type(one)._default_manager.filter(pk=GONE).update(id=one.pk)
        remove(one)
        one.save(force_insert=True)
        connection.check_constraints()
    with transaction.atomic():
        remove(one)
        Message.objects.all()._raw_delete("default")
        connection.check_constraints()
    assert not only(one).exists()


@contextmanager
def refusing(work: Callable[[], object], why: str) -> Iterator[None]:
    """After the block somebody else does this, has to wait until its transaction ends, and is refused."""

    def all_of_it() -> None:
        with transaction.atomic():
            work()

    with transaction.atomic():
        yield
        beside = Beside(all_of_it)
        wait_for(lambda: waiting() == 1, 10, "the other to wait")
    with pytest.raises(IntegrityError, match=why):
        beside.finish()


on_postgresql = pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer")


@on_postgresql
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("which", [0, 1])
def test_who_goes_while_a_message_is_being_added_stays(which: int) -> None:
    both = bare()
    with refusing(lambda: remove(both[which]), "has messages"):
        made(both[0].pk, both[1].pk).save()
    assert only(both[which]).exists()


@on_postgresql
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("which", [0, 1])
def test_a_message_that_is_added_while_either_goes_is_refused(which: int) -> None:
    both = bare()
    with refusing(made(both[0].pk, both[1].pk).save, "a message needs its room and its author"):
        remove(both[which])
        connection.check_constraints()
    assert not Message.objects.exists()


@on_postgresql
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("earlier", "why"), [(0, "rooms_tally"), (1, "has messages")])
def test_whose_message_is_being_sent_stays(earlier: int, why: str) -> None:
    """With all gone that kept them before it came: the first is kept by its tally's own key."""
    ann, bob = person("ann"), person("bob")
    where = room(ann, bob)
    for _ in range(earlier):
        send(bob, where)

    def go() -> None:
        Tally.objects.filter(author=bob).delete()
        Membership.objects.filter(user=bob).delete()
        remove(bob)

    with refusing(go, why):
        send(bob, where)
    assert Message.objects.filter(author=bob).count() == earlier + 1


@on_postgresql
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("which", [0, 1])
def test_their_tables_are_not_emptied_while_there_are_messages(which: int) -> None:
    both = bare()
    made(both[0].pk, both[1].pk).save()

    def empty(*models: type[Model]) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"TRUNCATE {', '.join(model._meta.db_table for model in models)} CASCADE")

    refused(lambda: empty(type(both[which])))
    assert only(both[which]).exists()
    empty(Room, User, Message)
    assert not only(both[which]).exists()


@on_postgresql
@pytest.mark.django_db
def test_what_pg_dump_writes_is_read_without_a_search_path() -> None:
    both = bare()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL search_path = ''")
        insert = """
            INSERT INTO public.rooms_message (room_id, seq, version, born, author_id, client_id, kind, body, html,
                                              reactions, created_at)
            VALUES (%s, 1, 1, 1, %s, gen_random_uuid(), 'text', 'x', 'x', '[]', now())
        """
        cursor.execute(insert, [both[0].pk, both[1].pk])
        for change in (
            "UPDATE public.rooms_room SET id = -id",
            "UPDATE public.accounts_user SET id = -id",
            "UPDATE public.rooms_message SET room_id = -room_id",
        ):
            refused(partial(cursor.execute, change))
        refused(lambda: cursor.execute(insert, [GONE, both[1].pk]))

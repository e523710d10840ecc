"""Statements that are planned once a connection: what happens to the connection and to the tables meanwhile."""

import pytest
from django.db import Error, connection, transaction

from rooms.models import Message
from rooms.models.room import TOPIC_LENGTH
from tests.rooms.acting import head, person, room, send

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite plans each time"),
]


def test_what_was_planned_in_a_transaction_that_was_undone_serves_the_next() -> None:
    ada = person("ada")
    lounge = room(ada)
    connection.close()  # a new one: nothing is planned yet
    with transaction.atomic():
        send(ada, lounge, "undone")
        transaction.set_rollback(True)
    assert [send(ada, lounge, body).seq for body in ("one", "two")] == [1, 2]
    assert list(Message.objects.order_by("seq").values_list("body", flat=True)) == ["one", "two"]
    assert planned() > 3


def test_a_table_that_changes_under_a_plan_costs_one_write_at_most() -> None:
    ada = person("ada")
    lounge = room(ada)
    send(ada, lounge, "before")
    alter(2 * TOPIC_LENGTH)
    try:
        with pytest.raises(Error, match="cached plan"):
            send(ada, lounge, "refused")
        assert send(ada, lounge, "after").seq == 2
    finally:
        alter(TOPIC_LENGTH)
        connection.close()
    assert head(lounge)[0] == 2


def planned() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_prepared_statements")
        return cursor.fetchone()[0]


def alter(length: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE rooms_room ALTER COLUMN topic TYPE varchar({length})")

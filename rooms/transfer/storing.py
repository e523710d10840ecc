"""Putting rows into tables as they are: no default, no `auto_now`, no id of the database's own."""

from collections.abc import Callable
from typing import Any

from django.core.management.color import no_style
from django.db import connection
from django.db.models import Field, Model

from rooms.transfer.reading import Row
from rooms.transfer.tables import Table

TOGETHER = 500  # rows sent at a time


class Store:
    """Gathers the rows of one table after another; `finish` sends the rest and moves the tables' sequences on."""

    def __init__(self) -> None:
        self._table: Table | None = None
        self._waiting: list[list[Any]] = []
        self._insert = ""
        self._adapt: list[tuple[str, Callable[[Any], Any]]] = []
        self._models: list[type[Model]] = []

    def add(self, table: Table, row: Row) -> None:
        if self._table is not table or len(self._waiting) >= TOGETHER:
            self._send()
        if self._table is not table:
            self._begin(table)
        self._waiting.append(
            [adapt(row[name]) if name in row else adapt(None) for name, adapt in self._adapt]
        )

    def finish(self) -> None:
        self._send()
        with connection.cursor() as cursor:
            for statement in connection.ops.sequence_reset_sql(no_style(), self._models):
                cursor.execute(statement)

    def _begin(self, table: Table) -> None:
        fields = table.model._meta.concrete_fields  # all: an export of people lacks most of theirs
        quote = connection.ops.quote_name
        columns = ", ".join(quote(str(field.column)) for field in fields)
        marks = ", ".join(["%s"] * len(fields))
        self._insert = f"INSERT INTO {quote(table.model._meta.db_table)} ({columns}) VALUES ({marks})"  # noqa: S608
        self._adapt = [(field.attname, _adapter(field, field.attname in table.columns)) for field in fields]
        self._table = table
        self._models.append(table.model)

    def _send(self) -> None:
        if self._waiting:
            with connection.cursor() as cursor:
                cursor.executemany(self._insert, self._waiting)
            self._waiting = []


def _adapter(field: Field, carried: bool) -> Callable[[Any], Any]:
    """A value of this column as the database takes it; what the file does not carry has its default."""

    def adapt(value: Any) -> Any:
        given = value if value is not None or (carried and field.null) else field.get_default()
        return field.get_db_prep_save(given, connection)

    return adapt

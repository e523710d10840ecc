"""Rows' ids in the database they come to: as they were where it is empty, else all moved by the same number."""

from dataclasses import dataclass, field

from django.db import connection, transaction
from django.db.models import Model

from rooms.transfer.reading import Row
from rooms.transfer.tables import PEOPLE, Table

BASE = "SELECT GREATEST(nextval(%s), (SELECT COALESCE(MAX(id), 0) FROM {table}))"
HIGHEST = (
    "SELECT MAX((SELECT COALESCE(MAX(id), 0) FROM {table}),"
    " COALESCE((SELECT seq FROM sqlite_sequence WHERE name = %s), 0))"
)
# Ids that stand in the JSON of the record: {"removal": 12}.
NAMED = {"removal": "rooms.removal", "report": "rooms.report"}


@dataclass(slots=True)
class Numbering:
    """`moved` is what is added to each table's ids, `same` the people who are here already, by their id there."""

    moved: dict[str, int] = field(default_factory=dict)
    same: dict[int, int] = field(default_factory=dict)

    @property
    def keeps(self) -> bool:
        return not self.same and not any(self.moved.values())

    def renumber(self, table: Table, row: Row) -> Row:
        """The row with its own id and all that it refers to as they are here."""
        if self.keeps:
            return row
        row["id"] = self._number(table.name, row["id"])
        for column, target in table.references().items():
            if row.get(column) is not None:
                row[column] = self._number(target, row[column])
        if table.name == "rooms.auditentry":
            row |= {column: self._named(row[column]) for column in ("before", "after")}
        elif table.name == "rooms.removedmessage":  # whom it named
            row["mentions"] = [self._number(PEOPLE, pk) for pk in row["mentions"]]
        return row

    def _number(self, table: str, old: int) -> int:
        if table == PEOPLE and old in self.same:
            return self.same[old]
        return old + self.moved.get(table, 0)

    def _named(self, value: object) -> object:
        if not isinstance(value, dict):
            return value
        return {
            name: self._number(NAMED[name], each) if name in NAMED and isinstance(each, int) else each
            for name, each in value.items()
        }


def reserve(model: type[Model], number: int) -> int:
    """Take the next `number` ids of a table out of circulation, committed at once; answers what is before them.

    On PostgreSQL the lock keeps others from taking an id between our reading of the sequence and our moving it.
    On SQLite the import's own transaction, which began with a write, keeps others out; ids go on from the highest
    there ever was, for what is gone is remembered by its number (in what a server has kept, in links).
    """
    quoted = connection.ops.quote_name(model._meta.db_table)
    with connection.cursor() as cursor:
        if connection.vendor != "postgresql":
            cursor.execute(HIGHEST.format(table=quoted), [model._meta.db_table])
            return int(cursor.fetchone()[0])
        with transaction.atomic():
            cursor.execute(f"LOCK TABLE {quoted} IN SHARE ROW EXCLUSIVE MODE")
            cursor.execute("SELECT pg_get_serial_sequence(%s, 'id')", [quoted])
            sequence = cursor.fetchone()[0]
            cursor.execute(BASE.format(table=quoted), [sequence])
            base = int(cursor.fetchone()[0])
            cursor.execute("SELECT setval(%s, %s)", [sequence, base + number])
    return base

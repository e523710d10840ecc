"""The first pass over a file: nothing is stored, everything is looked at, and what the second needs is noted."""

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from rooms.transfer.errors import TransferError
from rooms.transfer.progress import Progress, Say
from rooms.transfer.reading import Head, Reading, Row
from rooms.transfer.tables import PEOPLE, Table


@dataclass(slots=True)
class Survey:
    """`people` are usernames by id, `rooms` slugs by id, `highest` the highest id of each table."""

    path: Path
    head: Head
    digest: str = ""
    counts: Counter[str] = field(default_factory=Counter)
    people: dict[int, str] = field(default_factory=dict)
    rooms: dict[int, str] = field(default_factory=dict)
    highest: Counter[str] = field(default_factory=Counter)
    referred: Counter[str] = field(default_factory=Counter)  # the highest id that something refers to

    def note(self, table: Table, row: Row) -> None:
        """Raises TransferError for a row of a room that is not in the file."""
        pk = row.get(table.model._meta.pk.attname)
        if isinstance(pk, int):
            if pk <= self.highest[table.name] and table.name == "rooms.message":
                raise TransferError("messages are not in the order of their ids.")
            self.highest[table.name] = max(self.highest[table.name], pk)
        if table.name == PEOPLE:
            self.people[row["id"]] = row["username"]
        elif table.name == "rooms.room":
            self.rooms[row["id"]] = row["slug"]
        for column, target in table.references().items():
            self._refer(table.name, column, target, row.get(column))

    def _refer(self, table: str, column: str, target: str, value: int | None) -> None:
        if value is None or target not in self.head.columns:
            return
        known = {PEOPLE: self.people, "rooms.room": self.rooms}.get(target)
        if known is not None and value not in known:
            raise TransferError(f"{table}.{column}: {value} is not in this file.")
        self.referred[target] = max(self.referred[target], value)


def survey(path: Path, say: Say) -> Survey:
    """Read all of it once. Raises TransferError, with the line, for the first thing that is wrong."""
    reading = Reading(path)
    found, progress = Survey(path, reading.head), Progress(say, "checked")
    for number, table, row in reading.rows():
        try:
            found.note(table, row)
        except TransferError as error:
            raise TransferError(str(error), number) from None
        progress.count(table.name)
    for name, highest in found.referred.items():
        if highest > found.highest[name]:
            raise TransferError(f"something refers to {name} {highest}, which is not in this file.")
    if reading.head.scope == "room" and len(found.rooms) != 1:
        raise TransferError("an export of a room has one room.")
    found.counts, found.digest = reading.counts, reading.digest
    return found

"""Writing a room, a site or a backup: one snapshot, a row at a time, in constant memory."""

import hashlib
import json
from collections.abc import Iterator
from typing import Any, BinaryIO

from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Model, QuerySet

from rooms.models import Room
from rooms.transfer.columns import encode
from rooms.transfer.errors import TransferError
from rooms.transfer.people import people_of
from rooms.transfer.progress import Progress, Say
from rooms.transfer.snapshot import snapshot
from rooms.transfer.tables import EXPORT, PEOPLE, Table, tables

FORMAT, VERSION = "chat-transfer", 1
CHUNK = 2000  # rows fetched at a time


def dumps(value: Any) -> bytes:
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode() + b"\n"


def write_site(out: BinaryIO, say: Say, *, kind: str = EXPORT) -> dict[str, int]:
    """The whole site; with `kind` BACKUP also what only its operator may have. Answers the rows by table."""
    with snapshot():
        carried = tables(kind)
        return _write(out, say, _head(kind, "site", carried), ((table, _all(table)) for table in carried))


def write_room(out: BinaryIO, say: Say, slug: str) -> dict[str, int]:
    """One room, with whoever is named in it. Raises TransferError if it does not exist."""
    with snapshot():
        room = Room.objects.filter(slug=slug).first()
        if room is None:
            raise TransferError(f"There is no room {slug}.")
        carried = tuple(table for table in tables(EXPORT) if table.room or table.name == PEOPLE)
        chosen = ((table, _of_room(table, room, carried)) for table in carried)
        return _write(out, say, _head(EXPORT, "room", carried), chosen)


def _head(kind: str, scope: str, carried: tuple[Table, ...]) -> dict[str, Any]:
    applied = MigrationRecorder.Migration.objects.filter(app__in=("accounts", "rooms"))
    return {
        "format": FORMAT,
        "version": VERSION,
        "kind": kind,
        "scope": scope,
        "tables": {table.name: sorted(table.columns) for table in carried},
        "migrations": sorted(f"{row.app}.{row.name}" for row in applied),
    }


def _all(table: Table) -> QuerySet[Model]:
    return table.model._default_manager.order_by("pk")


def _of_room(table: Table, room: Room, carried: tuple[Table, ...]) -> QuerySet[Model]:
    rows = table.model._default_manager.all()
    if table.name == PEOPLE:
        return rows.filter(people_of(room, carried)).order_by("pk")
    return rows.filter(**{str(table.room): room.pk}).order_by("pk")


def _write(
    out: BinaryIO, say: Say, head: dict[str, Any], chosen: Iterator[tuple[Table, QuerySet[Model]]]
) -> dict[str, int]:
    digest, progress = hashlib.sha256(), Progress(say, "written")
    counts: dict[str, int] = {}

    def put(value: Any) -> None:
        line = dumps(value)
        digest.update(line)
        out.write(line)

    put(head)
    for table, rows in chosen:
        counts[table.name] = 0
        for row in _rows(table, rows):
            put({"table": table.name, "row": row})
            counts[table.name] += 1
            progress.count(table.name)
    out.write(dumps({"end": counts, "sha256": digest.hexdigest()}))
    return counts


def _rows(table: Table, rows: QuerySet[Model]) -> Iterator[dict[str, Any]]:
    columns = table.columns
    for values in rows.values_list(*columns).iterator(chunk_size=CHUNK):
        yield {name: encode(value) for name, value in zip(columns, values, strict=True)}

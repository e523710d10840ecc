"""Reading a transfer: every line is checked by itself before anything is made of it."""

import hashlib
import json
import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db.migrations.loader import MigrationLoader

from rooms.transfer.columns import Decoder, Unfit, decoder
from rooms.transfer.content import check_row
from rooms.transfer.errors import TransferError
from rooms.transfer.exporting import FORMAT, VERSION
from rooms.transfer.files import lines
from rooms.transfer.tables import BACKUP, EXPORT, Table, tables

type Row = dict[str, Any]


@dataclass(slots=True)
class Head:
    kind: str
    scope: str
    columns: dict[str, dict[str, Decoder]]  # by table, in the order of the file


@dataclass(slots=True)
class Reading:
    """One pass over a file. `head` is there from the start, `counts` and `digest` when `rows` has ended."""

    path: Path
    head: Head = field(init=False)
    counts: Counter[str] = field(default_factory=Counter)
    digest: str = ""

    def __post_init__(self) -> None:
        for number, line in lines(self.path):
            self.head = _head(_parse(line, number))
            return
        raise TransferError(f"{self.path} is empty.")

    def rows(self) -> Iterator[tuple[int, Table, Row]]:
        """(line, table, row), in order. Raises TransferError where something is wrong, last of all for the end."""
        carried = {table.name: table for table in tables(self.head.kind)}
        order = list(self.head.columns)
        digest, at = hashlib.sha256(), 0
        for number, line in lines(self.path):
            if number > 1:
                found = _parse(line, number)
                if "end" in found:
                    self._end(found, digest.hexdigest(), number)
                    return
                name, row = self._row(found, number)
                if order.index(name) < at:
                    raise TransferError(f"{name} is out of order.", number)
                at = order.index(name)
                self.counts[name] += 1
                yield number, carried[name], row
            digest.update(line)
        raise TransferError(f"{self.path} is not whole: it has no end. Nothing was stored.")

    def _row(self, found: dict[str, Any], number: int) -> tuple[str, Row]:
        name, given = found.get("table"), found.get("row")
        decoders = self.head.columns.get(name) if isinstance(name, str) else None
        if decoders is None or not isinstance(given, dict) or len(found) != 2:
            raise TransferError("this is no row of a table that the head names.", number)
        if given.keys() != decoders.keys():
            raise TransferError(f"a row of {name} with other columns than the head says.", number)
        row: Row = {}
        for column, decode in decoders.items():
            try:
                row[column] = decode(given[column])
            except Unfit as error:
                raise TransferError(f"{name}.{column}: {error}.", number) from None
        if self.head.kind == EXPORT:
            _check(str(name), row, number)
        return str(name), row

    def _end(self, found: dict[str, Any], digest: str, number: int) -> None:
        said = {name: count for name, count in dict(found["end"]).items() if count}
        if said != dict(self.counts) or found.get("sha256") != digest:
            raise TransferError("the file is not what was written: its sum is another.", number)
        self.digest = digest


def _check(name: str, row: Row, number: int) -> None:
    try:
        check_row(name, row)
    except Unfit as error:
        raise TransferError(f"{name}: {error}.", number) from None


def _head(found: dict[str, Any]) -> Head:
    if found.get("format") != FORMAT:
        raise TransferError("this is no export or backup of this program.", 1)
    if found.get("version") != VERSION or not set(found.get("migrations", ())) <= _known_migrations():
        raise TransferError("the file is of a newer release: upgrade this site first.", 1)
    kind, scope, named = found.get("kind"), found.get("scope"), found.get("tables")
    if kind not in (EXPORT, BACKUP) or scope not in ("room", "site") or not isinstance(named, dict):
        raise TransferError("the head is not understood.", 1)
    known = {table.name: table for table in tables(kind)}
    if strange := sorted(named.keys() - known.keys()):
        raise TransferError(f"there is no table {strange[0]} here.", 1)
    return Head(
        kind, scope, {name: _decoders(table, named[name]) for name, table in known.items() if name in named}
    )


def _decoders(table: Table, named: Any) -> dict[str, Decoder]:
    """Raises TransferError unless each column is known, and those that the file lacks have a default."""
    fields = {each.attname: each for each in table.fields}
    if not isinstance(named, list) or not all(isinstance(name, str) and name in fields for name in named):
        raise TransferError(f"{table.name} has columns that are unknown here.", 1)
    for name, each in fields.items():
        if name not in named and not (each.null or each.has_default()):
            raise TransferError(f"{table.name}.{name} is missing.", 1)
    return {name: decoder(each, validated=True) for name, each in fields.items() if name in named}


def _known_migrations() -> set[str]:
    return {f"{app}.{name}" for app, name in MigrationLoader(None, ignore_no_migrations=True).disk_migrations}


def _parse(line: bytes, number: int) -> dict[str, Any]:
    try:
        found = json.loads(line.decode(), parse_constant=_refuse, parse_float=_float)
    except (ValueError, RecursionError) as error:
        raise TransferError("this is no JSON object in UTF-8.", number) from error
    if not isinstance(found, dict):
        raise TransferError("this is no JSON object in UTF-8.", number)
    return found


def _refuse(constant: str) -> Any:
    raise ValueError(constant)


def _float(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise ValueError(text)
    return value

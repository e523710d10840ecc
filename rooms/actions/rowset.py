"""Many rows in one parameter, a JSON array that the database unfolds; several statements in one round trip.

Measured against `bulk_create` and `bulk_update` for 50 rows: building and binding a parameter a value costs
more than everything else in the transaction together. What is left is mostly the way to the database and
back, so statements that need no answer from each other travel together (PostgreSQL's simple query protocol).
"""

import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from typing import Any
from weakref import WeakKeyDictionary

from django.db import Error, connection

type Columns = dict[str, str]  # name: PostgreSQL's type
type Row = tuple[Any, ...]


_prepared: WeakKeyDictionary[object, dict[str, str]] = WeakKeyDictionary()  # by connection: SQL, its name
_numbers = count(1)


@dataclass(slots=True, frozen=True)
class Statement:
    """`sql` with `{given}` in place of the rows and `{returned}` in place of the columns that come back."""

    sql: str
    given: Columns
    returned: Columns | None = None

    def __str__(self) -> str:
        return self.sql.replace("{given}", rowset(self.given)).replace(
            "{returned}", ", ".join(self.returned or ())
        )


def execute(*asked: tuple[Statement, Sequence[dict[str, Any]]]) -> list[list[Row]]:
    """Run each statement with its rows, in order. A statement without rows is left out: its answer is empty."""
    statements = [(statement, found) for statement, found in asked if found]
    with connection.cursor() as cursor:
        together = _on_postgresql if connection.vendor == "postgresql" else _on_sqlite
        answers = iter(together(cursor, statements) if statements else ())
    return [next(answers) if found else [] for _, found in asked]


def _on_postgresql(cursor: Any, asked: list[tuple[Statement, Sequence[dict[str, Any]]]]) -> list[list[Row]]:
    sql = ";\n".join(f"EXECUTE {_name(cursor, statement)} (%s)" for statement, _ in asked)
    try:
        cursor.execute(sql, [rows(found) for _, found in asked])
    except Error:  # perhaps a plan that a changed table has made unusable: the next group plans anew
        _prepared.pop(connection.connection, None)
        raise
    answers: list[list[Row]] = []
    for place, (statement, _) in enumerate(asked):
        if place:
            cursor.nextset()
        answers.append(cursor.fetchall() if statement.returned else [])
    return answers


def _name(cursor: Any, statement: Statement) -> str:
    """Parsed and planned once a connection, which would be a fifth of what a group of 50 costs the database.

    Not with psycopg's own prepared statements: only the simple protocol takes several statements at once.
    """
    names = _prepared.setdefault(connection.connection, {})
    if statement.sql not in names:
        name = f"rowset_{next(_numbers)}"
        cursor.execute(f"PREPARE {name} (jsonb) AS {statement}")
        names[statement.sql] = name
    return names[statement.sql]


def _on_sqlite(cursor: Any, asked: list[tuple[Statement, Sequence[dict[str, Any]]]]) -> list[list[Row]]:
    answers: list[list[Row]] = []
    for statement, found in asked:
        cursor.execute(str(statement), [rows(found)])
        answers.append(_typed(statement, cursor.fetchall() if statement.returned else []))
    return answers


def rowset(columns: Columns) -> str:
    """A FROM item named `given` with these columns, for one JSON parameter made by `rows`."""
    if connection.vendor == "postgresql":
        typed = ", ".join(f"{name} {kind}" for name, kind in columns.items())
        return f"jsonb_to_recordset($1) AS given({typed})"
    picked = ", ".join(f"json_extract(value, '$.{name}') AS {name}" for name in columns)
    return f"(SELECT {picked} FROM json_each(%s)) AS given"  # noqa: S608 (our own column names)


def rows(found: Sequence[dict[str, Any]]) -> str:
    """The parameter. Values are as JSON has them, besides times and UUIDs."""
    plain = _as_postgresql_reads if connection.vendor == "postgresql" else _as_sqlite_stores
    return json.dumps(found, ensure_ascii=False, default=plain)


def _as_postgresql_reads(value: object) -> str:
    if isinstance(value, uuid.UUID | datetime):
        return str(value)
    raise TypeError(type(value))


def _as_sqlite_stores(value: object) -> str:
    if isinstance(value, uuid.UUID):
        return value.hex
    if isinstance(value, datetime):
        return str(connection.ops.adapt_datetimefield_value(value))
    raise TypeError(type(value))


def _typed(statement: Statement, answer: list[Row]) -> list[Row]:
    """SQLite's own times (Django has them parsed by the column's declared type) know no zone: it is UTC."""
    at = [place for place, kind in enumerate((statement.returned or {}).values()) if kind == "timestamptz"]
    if not at:
        return answer
    return [tuple(_utc(value) if place in at else value for place, value in enumerate(row)) for row in answer]


def _utc(value: datetime | None) -> datetime | None:
    return value if value is None else value.replace(tzinfo=UTC)

"""Many rows in one parameter: a JSON array that the database unfolds.

Measured against `bulk_create` and `bulk_update` for 50 rows: building and binding a parameter a value costs
more than everything else in the transaction together.
"""

import json
import uuid
from datetime import datetime
from typing import Any

from django.db import connection

type Columns = dict[str, str]  # name: PostgreSQL's type


def rowset(columns: Columns) -> str:
    """A FROM item named `given` with these columns, for one JSON parameter made by `rows`."""
    if connection.vendor == "postgresql":
        typed = ", ".join(f"{name} {kind}" for name, kind in columns.items())
        return f"jsonb_to_recordset(%s::jsonb) AS given({typed})"
    picked = ", ".join(f"json_extract(value, '$.{name}') AS {name}" for name in columns)
    return f"(SELECT {picked} FROM json_each(%s)) AS given"  # noqa: S608 (our own column names)


def rows(found: list[dict[str, Any]]) -> str:
    """The parameter. Values are as JSON has them, besides times and UUIDs."""
    return json.dumps(found, ensure_ascii=False, default=_plain)


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return str(connection.ops.adapt_datetimefield_value(value))
    if isinstance(value, uuid.UUID):
        return str(value) if connection.features.has_native_uuid_field else value.hex
    raise TypeError(type(value))


def execute(statement: str, columns: Columns, found: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    """Run a statement with `{given}` in place of the rows; returns what it returns, if anything."""
    if not found:
        return []
    with connection.cursor() as cursor:
        cursor.execute(statement.replace("{given}", rowset(columns)), [rows(found)])
        return list(cursor.fetchall()) if cursor.description else []

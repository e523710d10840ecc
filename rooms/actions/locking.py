"""Locking the rooms that a group of writes is about."""

from functools import cache

from django.db import connection, models

from rooms.actions.rowset import Row, Statement
from rooms.models import Room

FIELDS = Room._meta.concrete_fields
NAMES = [field.attname for field in FIELDS]
TYPES: dict[type[models.Field], str] = {models.DateTimeField: "timestamptz", models.BooleanField: "boolean"}


@cache
def lock_rooms() -> Statement:
    """By slug, in id order, so that no two groups wait for each other in a circle."""
    lock = "FOR UPDATE OF room" if connection.features.has_select_for_update else ""
    return Statement(
        "SELECT {returned} FROM {given} JOIN rooms_room room ON room.slug = given.slug ORDER BY room.id "  # noqa: S608 (no input)
        + lock,
        given={"slug": "text"},
        returned={f"room.{field.column}": TYPES.get(type(field), "text") for field in FIELDS},
    )


def room(row: Row) -> Room:
    return Room.from_db(connection.alias, NAMES, row)

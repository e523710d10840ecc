"""Every migration after the last release only adds, so that a web of that release goes on working beside it."""

from collections.abc import Iterator

import pytest
from django.db import connection, models
from django.db.migrations import operations as made_of
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation

from tests.deploy.previous import last_release

# Harmless beside code that does not know of them. RunPython and RunSQL are judged by what the tables are like after.
ADDITIONS = (
    made_of.CreateModel,
    made_of.AddField,
    made_of.AddIndex,
    made_of.AlterField,
    made_of.AlterModelOptions,
    made_of.RunPython,
    made_of.RunSQL,
)


def after_the_release() -> Iterator[tuple[str, Operation]]:
    """Each operation of our own apps that the last release did not know, with its migration's name."""
    loader = MigrationLoader(None)
    known = {node for leaf in last_release().knew for node in loader.graph.forwards_plan(leaf)}
    for leaf in loader.graph.leaf_nodes():
        for node in loader.graph.forwards_plan(leaf):
            if node not in known and node[0] in {app for app, _ in last_release().knew}:
                yield from ((".".join(node), one) for one in loader.disk_migrations[node].operations)


def constrains(operation: Operation, new: set[str]) -> bool:
    """A constraint on a table that old code writes to; one on a new table is the new code's own affair."""
    return isinstance(operation, made_of.AddConstraint) and operation.model_name_lower not in new


def test_there_is_something_to_judge() -> None:
    names = {name for name, _ in after_the_release()}
    assert "rooms.0007_raid_announced" in names
    assert "rooms.0006_token_rooms" not in names


def test_no_operation_takes_anything_away() -> None:
    found = list(after_the_release())
    new = {one.name_lower for _, one in found if isinstance(one, made_of.CreateModel)}
    wrong = [
        (name, one.describe())
        for name, one in found
        if constrains(one, new) or not isinstance(one, (*ADDITIONS, made_of.AddConstraint))
    ]
    assert wrong == []


def known_tables() -> dict[str, list[models.Field]]:
    """The tables of the last release with the columns that its code reads and writes."""
    state = MigrationLoader(None).project_state(list(last_release().knew))
    tables = {}
    for model in state.apps.get_models():
        if model._meta.app_label in ("accounts", "rooms"):
            tables[model._meta.db_table] = [one for one in model._meta.local_fields if one.column]
    return tables


def columns_of(table: str) -> dict[str, tuple[str, bool, bool]]:
    """Each column as the database has it: its type, whether it may be empty, whether it has a default."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT attname, format_type(atttypid, atttypmod), NOT attnotnull, atthasdef OR attidentity <> ''"
            " FROM pg_attribute WHERE attrelid = to_regclass(%s) AND attnum > 0 AND NOT attisdropped",
            [table],
        )
        return {name: (kind, nullable, default) for name, kind, nullable, default in cursor.fetchall()}


def troubles(table: str, fields: list[models.Field]) -> list[str]:
    """What code that knows only these columns would stumble over."""
    columns = columns_of(table)
    found = []
    for field in fields:
        kind, nullable, _ = columns.pop(field.column, ("nothing", False, False))
        if kind != _kind(field):
            found.append(f"{table}.{field.column} is {kind}")
        if field.null and not nullable:
            found.append(f"{table}.{field.column} is required now")
    new = [name for name, (_, nullable, default) in columns.items() if not nullable and not default]
    return found + [f"{table}.{name} needs db_default" for name in new]


@pytest.mark.skipif(connection.vendor != "postgresql", reason="one process has no release beside it")
@pytest.mark.django_db
def test_the_tables_take_rows_from_code_that_knows_only_the_old_columns() -> None:
    tables = known_tables()
    assert len(tables) > 15
    assert [each for table, fields in tables.items() for each in troubles(table, fields)] == []


@pytest.mark.skipif(connection.vendor != "postgresql", reason="one process has no release beside it")
@pytest.mark.django_db
def test_a_table_that_would_not_is_noticed() -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE rooms_ignore ADD COLUMN added int NOT NULL")
        cursor.execute("ALTER TABLE rooms_tokenroom DROP COLUMN room_id")
    tables = known_tables()
    assert troubles("rooms_ignore", tables["rooms_ignore"]) == ["rooms_ignore.added needs db_default"]
    assert troubles("rooms_tokenroom", tables["rooms_tokenroom"]) == ["rooms_tokenroom.room_id is nothing"]


def _kind(field: models.Field) -> str:
    """The type as PostgreSQL spells it."""
    told = str(field.db_type(connection)).replace("varchar", "character varying")
    return {"bool": "boolean"}.get(told, told)

"""On SQLite, 0008 made Django build rooms_message anew, and the triggers that keep the search went with the old one."""

from importlib import import_module

from django.db import migrations

search = import_module("rooms.migrations.0005_search")


def keep(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        return
    for name in ("new", "gone", "edited"):
        schema_editor.execute(f"DROP TRIGGER IF EXISTS rooms_message_search_{name}")
    search.keep(schema_editor)
    schema_editor.execute("INSERT INTO rooms_message_search (rooms_message_search) VALUES ('rebuild')")


class Migration(migrations.Migration):
    dependencies = [("rooms", "0009_retention")]
    operations = [migrations.RunPython(keep, migrations.RunPython.noop)]

"""The outbox knows the request that caused an event.

0007 once added two columns without a default in the database: a web of the release before, which does not know
them, could make no room. Databases that had 0007 then are given the defaults here.
"""

from django.db import migrations, models

DEFAULTS = (
    "ALTER TABLE rooms_room ALTER COLUMN raid_slow_mode SET DEFAULT 0",
    "ALTER TABLE rooms_removedmessage ALTER COLUMN mentions SET DEFAULT '[]'::jsonb",
)


def give(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for statement in DEFAULTS:
            schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("rooms", "0010_search_kept")]
    operations = [
        migrations.AddField(
            "outgoingevent", "request_id", models.CharField(blank=True, db_default="", default="", max_length=128)
        ),
        migrations.RunPython(give, migrations.RunPython.noop),
    ]

"""What readers are told of raid mode; what removed messages named; the record cannot be emptied at a stroke."""

from django.db import migrations, models

# Row triggers (0003) do not see a TRUNCATE: this is a statement's.
TRUNCATE = """
CREATE TRIGGER rooms_audit_no_truncate BEFORE TRUNCATE ON rooms_auditentry
FOR EACH STATEMENT EXECUTE FUNCTION rooms_audit_refuse();
"""


def forbid(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(TRUNCATE)


def allow(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP TRIGGER rooms_audit_no_truncate ON rooms_auditentry")


class Migration(migrations.Migration):
    dependencies = [("rooms", "0006_token_rooms")]
    operations = [
        migrations.AddField("removedmessage", "mentions", models.JSONField(default=list, db_default=[])),
        migrations.AddField(
            "room",
            "raid_slow_mode",
            models.PositiveIntegerField(default=0, db_default=0, help_text="Seconds, while raid mode is on."),
        ),
        migrations.AddField(
            "room",
            "raid_until",
            models.DateTimeField(null=True, help_text="When raid mode, the site's included, ends."),
        ),
        migrations.RunPython(forbid, allow),
    ]

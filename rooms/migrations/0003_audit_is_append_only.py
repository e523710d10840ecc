"""The database itself refuses to change or delete what is on the record (S10)."""

from django.db import migrations

POSTGRESQL = """
CREATE FUNCTION rooms_audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'the audit log is append-only'; END $$;
CREATE TRIGGER rooms_audit_append_only BEFORE UPDATE OR DELETE ON rooms_auditentry
FOR EACH ROW EXECUTE FUNCTION rooms_audit_refuse();
"""
SQLITE = [
    "CREATE TRIGGER rooms_audit_no_update BEFORE UPDATE ON rooms_auditentry "
    "BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END",
    "CREATE TRIGGER rooms_audit_no_delete BEFORE DELETE ON rooms_auditentry "
    "BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END",
]


def forbid(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(POSTGRESQL)
    else:
        for statement in SQLITE:
            schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("rooms", "0002_moderation")]
    operations = [migrations.RunPython(forbid, migrations.RunPython.noop)]

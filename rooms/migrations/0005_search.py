"""The index that search reads, kept by the database itself: no writer does anything for it.

PostgreSQL: trigrams, which find any part of a word; without the extension (a database whose owner may not
create it) the words of the text, which find only their beginnings. rooms/queries/search_postgresql.py looks
which of the two is there. New entries first go to a pending list, small enough that no writer waits long for
its merge.

SQLite: an FTS5 table with trigrams over the messages' own text, kept by triggers. A later migration that makes
Django build rooms_message anew drops its triggers: call `keep` again there (tests/search would fail).
"""

from django.db import DatabaseError, migrations, transaction

PENDING = 1024  # kB: with 128 and 256 more was merged, and commits of 50 became slower, not steadier
TRIGRAMS = f"""
    CREATE INDEX rooms_message_trigrams ON rooms_message USING gin (UPPER(body) gin_trgm_ops)
    WITH (gin_pending_list_limit = {PENDING})
"""
WORDS = f"""
    CREATE INDEX rooms_message_words ON rooms_message USING gin (to_tsvector('simple', body))
    WITH (gin_pending_list_limit = {PENDING})
"""
TABLE = """
    CREATE VIRTUAL TABLE rooms_message_search
    USING fts5(body, content='rooms_message', content_rowid='id', tokenize='trigram')
"""
TRIGGERS = (
    """
    CREATE TRIGGER rooms_message_search_new AFTER INSERT ON rooms_message BEGIN
        INSERT INTO rooms_message_search (rowid, body) VALUES (new.id, new.body);
    END
    """,
    """
    CREATE TRIGGER rooms_message_search_gone AFTER DELETE ON rooms_message BEGIN
        INSERT INTO rooms_message_search (rooms_message_search, rowid, body) VALUES ('delete', old.id, old.body);
    END
    """,
    """
    CREATE TRIGGER rooms_message_search_edited AFTER UPDATE OF body ON rooms_message
    WHEN old.body IS NOT new.body BEGIN
        INSERT INTO rooms_message_search (rooms_message_search, rowid, body) VALUES ('delete', old.id, old.body);
        INSERT INTO rooms_message_search (rowid, body) VALUES (new.id, new.body);
    END
    """,
)


def index(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        _index_postgresql(schema_editor)
    else:
        schema_editor.execute(TABLE)
        schema_editor.execute("INSERT INTO rooms_message_search (rooms_message_search) VALUES ('rebuild')")
        keep(schema_editor)


def keep(schema_editor):
    for trigger in TRIGGERS:
        schema_editor.execute(trigger)


def _index_postgresql(schema_editor):
    try:
        with transaction.atomic(schema_editor.connection.alias):
            schema_editor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
            schema_editor.execute(TRIGRAMS)
    except DatabaseError:
        schema_editor.execute(WORDS)


def forget(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP INDEX IF EXISTS rooms_message_trigrams, rooms_message_words")
        return
    for name in ("new", "gone", "edited"):
        schema_editor.execute(f"DROP TRIGGER rooms_message_search_{name}")
    schema_editor.execute("DROP TABLE rooms_message_search")


class Migration(migrations.Migration):
    dependencies = [("rooms", "0004_put_away")]
    operations = [migrations.RunPython(index, forget)]

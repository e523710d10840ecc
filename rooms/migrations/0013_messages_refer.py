"""A message's room and author exist: asked once a statement, not once a row and key (decision 0011).

Two foreign keys took a tenth of what a group of messages takes. On PostgreSQL triggers keep their promise: what a
statement adds is checked when it ends, what is changed at once, and a room or an account that goes while it has messages
is kept from it when the transaction ends. It waits for all who are adding messages then: those see that it is gone, or
it sees their messages.

The models know of foreign keys as before, and SQLite has them.
"""

from django.db import migrations

# A function keeps its plans for as long as its connection lives. A query for a value is never joined, and without
# sequential scans it looks each key up by its index, however few rows there were when the plan was made. The search path
# is this site's: what pg_dump writes is read with an empty one.
SETTINGS = "LANGUAGE plpgsql SET search_path FROM CURRENT SET enable_seqscan = off SET enable_bitmapscan = off"
KEEP = f"""
CREATE FUNCTION rooms_message_lacks() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    RAISE 'a message needs its room and its author'
    USING ERRCODE = 'foreign_key_violation', TABLE = 'rooms_message', CONSTRAINT = 'message_refers';
END $$;

CREATE FUNCTION rooms_message_added() RETURNS trigger {SETTINGS} AS $$
BEGIN
    IF EXISTS (
        SELECT FROM (SELECT DISTINCT room_id FROM added) asked
        WHERE (SELECT room.id FROM rooms_room room WHERE room.id = asked.room_id) IS NULL
    ) OR EXISTS (
        SELECT FROM added
        WHERE (SELECT person.id FROM accounts_user person WHERE person.id = added.author_id) IS NULL
    ) THEN
        PERFORM rooms_message_lacks();
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER message_refers AFTER INSERT ON rooms_message REFERENCING NEW TABLE AS added
FOR EACH STATEMENT EXECUTE FUNCTION rooms_message_added();

CREATE FUNCTION rooms_message_moved() RETURNS trigger {SETTINGS} AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM rooms_room WHERE id = NEW.room_id)
        OR NOT EXISTS (SELECT FROM accounts_user WHERE id = NEW.author_id)
    THEN
        PERFORM rooms_message_lacks();
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER message_refers_still AFTER UPDATE ON rooms_message FOR EACH ROW
WHEN ((OLD.room_id, OLD.author_id) IS DISTINCT FROM (NEW.room_id, NEW.author_id))
EXECUTE FUNCTION rooms_message_moved();

CREATE FUNCTION rooms_message_needs() RETURNS trigger {SETTINGS} AS $$
DECLARE
    is_needed boolean;
BEGIN
    LOCK TABLE rooms_message IN SHARE MODE;
    EXECUTE format(
        'SELECT EXISTS (SELECT FROM rooms_message WHERE %I = $1) AND NOT EXISTS (SELECT FROM %I WHERE id = $1)',
        TG_ARGV[0], TG_TABLE_NAME
    ) INTO is_needed USING OLD.id;
    IF is_needed THEN
        RAISE '% % has messages', TG_TABLE_NAME, OLD.id
        USING ERRCODE = 'foreign_key_violation', TABLE = 'rooms_message', CONSTRAINT = TG_NAME;
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER message_room AFTER DELETE OR UPDATE OF id ON rooms_room
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION rooms_message_needs('room_id');
CREATE CONSTRAINT TRIGGER message_author AFTER DELETE OR UPDATE OF id ON accounts_user
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION rooms_message_needs('author_id');

CREATE FUNCTION rooms_message_needs_all() RETURNS trigger {SETTINGS} AS $$
BEGIN
    IF EXISTS (SELECT FROM rooms_message) THEN
        RAISE 'there are messages that need %', TG_TABLE_NAME USING ERRCODE = 'foreign_key_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER message_rooms AFTER TRUNCATE ON rooms_room
FOR EACH STATEMENT EXECUTE FUNCTION rooms_message_needs_all();
CREATE TRIGGER message_authors AFTER TRUNCATE ON accounts_user
FOR EACH STATEMENT EXECUTE FUNCTION rooms_message_needs_all();
"""
FORGET = """
DROP FUNCTION rooms_message_added, rooms_message_moved, rooms_message_needs, rooms_message_needs_all CASCADE;
DROP FUNCTION rooms_message_lacks;
"""
FOREIGN_KEYS = {
    "rooms_message_author_id_26f218d7_fk_accounts_user_id": "(author_id) REFERENCES accounts_user (id)",
    "rooms_message_room_id_ec9477f2_fk_rooms_room_id": "(room_id) REFERENCES rooms_room (id)",
}


def once_a_statement(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(KEEP, params=None)
        for name in FOREIGN_KEYS:
            schema_editor.execute(f"ALTER TABLE rooms_message DROP CONSTRAINT {name}")


def once_a_row(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for name, key in FOREIGN_KEYS.items():
            schema_editor.execute(
                f"ALTER TABLE rooms_message ADD CONSTRAINT {name} FOREIGN KEY {key} DEFERRABLE INITIALLY DEFERRED"
            )
        schema_editor.execute(FORGET)


class Migration(migrations.Migration):
    dependencies = [("rooms", "0012_append")]
    operations = [migrations.RunPython(once_a_statement, once_a_row)]

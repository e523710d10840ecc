"""A message's room and author exist: asked once a statement, not once a row and key (decision 0011).

Two foreign keys took a tenth of what a group of messages takes. What takes their place on PostgreSQL keeps the same promise: a
statement that adds messages is checked as a whole, a message never changes its room or author, and neither goes while
there are messages. Whoever adds messages holds a lock on their room, and their author is kept by the membership's and
the tally's own foreign keys, so that nothing goes between the look and the commit.

The models know of foreign keys as before, and SQLite has them.
"""

from django.db import migrations

# A function keeps its plan for as long as its connection lives. A query for a value is never joined, and without
# sequential scans it looks each key up by its index, however few rows there were when the plan was made.
KEEP = """
CREATE FUNCTION rooms_message_refers() RETURNS trigger LANGUAGE plpgsql
SET enable_seqscan = off SET enable_bitmapscan = off
AS $$
BEGIN
    IF EXISTS (
        SELECT FROM (SELECT DISTINCT room_id FROM added) asked
        WHERE (SELECT room.id FROM rooms_room room WHERE room.id = asked.room_id) IS NULL
    ) OR EXISTS (
        SELECT FROM added
        WHERE (SELECT person.id FROM accounts_user person WHERE person.id = added.author_id) IS NULL
    ) THEN
        RAISE 'a message needs its room and its author'
        USING ERRCODE = 'foreign_key_violation', TABLE = 'rooms_message', CONSTRAINT = TG_NAME;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER message_refers AFTER INSERT ON rooms_message REFERENCING NEW TABLE AS added
FOR EACH STATEMENT EXECUTE FUNCTION rooms_message_refers();

CREATE FUNCTION rooms_message_moves() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE 'a message stays in its room and with its author'
    USING ERRCODE = 'foreign_key_violation', TABLE = 'rooms_message', CONSTRAINT = TG_NAME;
END $$;
CREATE TRIGGER message_stays AFTER UPDATE ON rooms_message FOR EACH ROW
WHEN ((OLD.room_id, OLD.author_id) IS DISTINCT FROM (NEW.room_id, NEW.author_id))
EXECUTE FUNCTION rooms_message_moves();

CREATE FUNCTION rooms_message_needs() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    found boolean;
BEGIN
    EXECUTE format('SELECT EXISTS (SELECT FROM rooms_message WHERE %I = $1)', TG_ARGV[0]) INTO found USING OLD.id;
    IF found THEN
        RAISE '% % has messages', TG_TABLE_NAME, OLD.id
        USING ERRCODE = 'foreign_key_violation', TABLE = 'rooms_message', CONSTRAINT = TG_NAME;
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER message_room AFTER DELETE OR UPDATE OF id ON rooms_room
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION rooms_message_needs('room_id');
CREATE CONSTRAINT TRIGGER message_author AFTER DELETE OR UPDATE OF id ON accounts_user
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION rooms_message_needs('author_id');
"""
FOREIGN_KEYS = {
    "rooms_message_author_id_26f218d7_fk_accounts_user_id": "(author_id) REFERENCES accounts_user (id)",
    "rooms_message_room_id_ec9477f2_fk_rooms_room_id": "(room_id) REFERENCES rooms_room (id)",
}
FORGET = """
DROP TRIGGER message_author ON accounts_user;
DROP TRIGGER message_room ON rooms_room;
DROP TRIGGER message_stays ON rooms_message;
DROP TRIGGER message_refers ON rooms_message;
DROP FUNCTION rooms_message_needs, rooms_message_moves, rooms_message_refers;
"""


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

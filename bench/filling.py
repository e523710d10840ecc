"""Long histories, made by the database itself, with all that the log keeps beside the messages."""

import psycopg

BODY = "The plans are on the table in the small room; have a look before noon, please."
MESSAGES = """
    INSERT INTO rooms_message (room_id, seq, version, born, author_id, client_id, kind, body, html,
                               reactions, created_at)
    SELECT room.id, room.last_seq + n, room.version + n, room.version + n, %(author)s,
           ('00000000-0000-4000-8000-' || lpad(to_hex(room.id * 16777216 + room.last_seq + n), 12, '0'))::uuid, 'text',
           %(body)s || ' ' || n, '<p>' || %(body)s || ' ' || n || '</p>', '[]',
           now() - (%(number)s - n) * interval '1 second'
    FROM rooms_room room, generate_series(1, %(number)s) n WHERE room.slug = %(slug)s
"""
HEAD = """
    UPDATE rooms_room SET last_seq = last_seq + %(number)s, version = version + %(number)s, last_at = now()
    WHERE slug = %(slug)s
"""
TALLY = """
    INSERT INTO rooms_tally (room_id, author_id, messages, last_at)
    SELECT id, %(author)s, %(number)s, now() FROM rooms_room WHERE slug = %(slug)s
    ON CONFLICT (room_id, author_id) DO UPDATE
    SET messages = rooms_tally.messages + excluded.messages, last_at = excluded.last_at
"""
READ = """
    UPDATE rooms_membership SET last_read = room.last_seq FROM rooms_room room
    WHERE room.id = rooms_membership.room_id AND room.slug = %(slug)s
"""


def fill(database: str, slug: str, author: int, number: int, body: str = BODY) -> None:
    """`number` more messages by one member, read by everyone, a second apart."""
    given = {"slug": slug, "author": author, "number": number, "body": body}
    with psycopg.connect(database) as connection:
        # The rows are right by construction; checking each reference anew would take most of the time.
        connection.execute("SET session_replication_role = replica")
        for statement in (MESSAGES, HEAD, TALLY, READ):
            connection.execute(statement, given)
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE rooms_message, rooms_room, rooms_tally, rooms_membership")

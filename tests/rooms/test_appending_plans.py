"""A plan outlives the sizes it was made for: made on a site of one person, it must serve one of ten thousand."""

import uuid

import pytest
from django.db import connection

from rooms.actions.appending import append
from rooms.actions.draft import draft
from rooms.actions.writes import Send
from rooms.models import Message, Room
from tests.rooms.acting import person, room

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite keeps no plans"),
]
TABLES = ("accounts_user", "rooms_membership", "rooms_message", "rooms_raid", "rooms_room", "rooms_tally")
# Nothing here tells the planner that anything has changed: no ANALYZE, and autovacuum does not see this transaction.
GROW = """
    INSERT INTO accounts_user (password, username, name, timezone, is_bot, is_staff, is_superuser, is_active,
                               suspended_reason, date_joined, last_seen)
    SELECT '!', 'p' || n, '', 'UTC', false, false, false, true, '', now(), now() FROM generate_series(1, 5000) n;
    INSERT INTO rooms_room (slug, name, topic, kind, last_seq, version, settings_version, first_seq, floor_version,
                            members, slow_mode, locked, history_visible, has_rules, invite_policy, created_at)
    SELECT 'r' || n, 'r', '', 'public', 0, 1, 1, 1, 0, 1, 0, false, true, false, 'members', now()
    FROM generate_series(1, 2000) n;
    INSERT INTO rooms_membership (room_id, user_id, role, version, from_seq, last_read, last_mention, notify, joined_at)
    SELECT room.id, person.id, 'member', 1, 1, 0, 0, 'all', now()
    FROM rooms_room room, accounts_user person
    WHERE (room.slug = '{slug}' OR person.username = 'ann') AND NOT (room.slug = '{slug}' AND person.username = 'ann');
    INSERT INTO rooms_tally (room_id, author_id, messages, last_at)
    SELECT room_id, user_id, 1, now() FROM rooms_membership ON CONFLICT DO NOTHING;
    INSERT INTO rooms_message (room_id, seq, version, born, author_id, client_id, kind, body, html, reactions,
                               created_at)
    SELECT room.id, -n, -n, -n, person.id, gen_random_uuid(), 'text', 'old', '', '[]', now()
    FROM generate_series(1, 5000) n, rooms_room room, accounts_user person
    WHERE room.slug = '{slug}' AND person.username = 'ann';
"""
READ = """
    SELECT sum(seq_tup_read + coalesce(idx_tup_fetch, 0)), sum(seq_scan)
    FROM pg_stat_xact_user_tables WHERE relname = ANY (%s)
"""


def rows_read() -> int:
    """What this transaction has read of the tables so far."""
    with connection.cursor() as cursor:
        cursor.execute(READ, [list(TABLES)])
        return int(cursor.fetchone()[0])


def cost(where: Room, authors: list[int]) -> float:
    """Rows read for a message."""
    before = rows_read()
    sent = append([draft(Send(where.slug, author, uuid.uuid4(), "x")) for author in authors])
    assert None not in sent
    return (rows_read() - before) / len(authors)


@pytest.mark.parametrize("before", ["nobody", "thousands who left no row but wide tables and indexes"])
def test_a_message_reads_as_few_rows_after_the_tables_have_grown(before: str) -> None:
    ann = person("ann")
    where = room(ann)
    with connection.cursor() as cursor:
        if before != "nobody":
            cursor.execute("SAVEPOINT many")
            cursor.execute(GROW.format(slug=where.slug))
            cursor.execute("ROLLBACK TO many")
        cursor.execute(f"ANALYZE {', '.join(TABLES)}")
        cursor.execute("DISCARD PLANS")
    small = cost(where, [ann.pk])
    with connection.cursor() as cursor:
        cursor.execute(GROW.format(slug=where.slug))
        cursor.execute(
            "SELECT user_id FROM rooms_membership WHERE room_id = %s ORDER BY id DESC LIMIT 49", [where.pk]
        )
        authors = [ann.pk, *(pk for (pk,) in cursor.fetchall())]
    grown = cost(where, authors)
    print(f"{small} rows read for a message on the small site, {grown} on the grown one")
    assert Message.objects.filter(room=where).count() == 5051
    assert grown < 12
    with connection.cursor() as cursor:
        cursor.execute("DISCARD PLANS")  # a connection made now, before anything is analyzed
    assert cost(where, authors) < 12

"""Thousands of people at once, straight into the database: making them is not what is measured."""

import hashlib
import secrets
from dataclasses import dataclass

import psycopg
from psycopg import sql

SCOPES = '["history:read", "messages:write", "rooms:read"]'
USERS = """
    INSERT INTO accounts_user (password, username, name, timezone, is_bot, is_staff, is_superuser, is_active,
                               suspended_reason, date_joined, last_seen)
    SELECT '!', %(prefix)s || number, 'Person ' || number, 'UTC', false, false, false, true, '', now(), now()
    FROM generate_series(1, %(number)s) number ORDER BY number RETURNING id
"""
TOKENS = """
    INSERT INTO accounts_apitoken (user_id, name, digest, prefix, scopes, limited, last_used_at, created_at)
    VALUES (%s, 'bench', %s, %s, %s, false, now(), now())
"""
MEMBERS = """
    INSERT INTO rooms_membership (room_id, user_id, role, version, from_seq, last_read, last_mention, notify, joined_at)
    SELECT room.id, person.id, 'member',
           room.version + row_number() OVER (PARTITION BY room.id ORDER BY person.id), 1, 0, 0, 'all', now()
    FROM unnest(%(slugs)s::text[], %(ids)s::bigint[]) place(slug, id)
    JOIN rooms_room room ON room.slug = place.slug JOIN accounts_user person ON person.id = place.id
"""
HEAD = """
    UPDATE rooms_room room SET version = version + joined.number, members = members + joined.number
    FROM (SELECT slug, count(*) number FROM unnest(%(slugs)s::text[]) slug GROUP BY slug) joined
    WHERE room.slug = joined.slug
"""
CLONE = """
    INSERT INTO rooms_room (slug, members, version, last_seq, {columns})
    SELECT new.address, 0, 0, 0, {columns} FROM rooms_room, unnest(%(slugs)s::text[]) new(address)
    WHERE slug = %(slug)s
"""


@dataclass(slots=True, frozen=True)
class Member:
    id: int
    token: str


def make_people(database: str, number: int, prefix: str) -> list[Member]:
    """People with an API token each, named PREFIX1 and up."""
    with psycopg.connect(database) as connection, connection.cursor() as cursor:
        ids = [row[0] for row in cursor.execute(USERS, {"prefix": prefix, "number": number}).fetchall()]
        people = [Member(pk, "chat_" + secrets.token_urlsafe(32)) for pk in ids]
        rows = [
            (one.id, hashlib.sha256(one.token.encode()).hexdigest(), one.token[:11], SCOPES) for one in people
        ]
        cursor.executemany(TOKENS, rows)
    return people


def admit(database: str, places: list[tuple[str, Member]]) -> None:
    """Make people members of rooms (by slug) they are not in, each change with a version of its own as always."""
    given = {"slugs": [slug for slug, _ in places], "ids": [member.id for _, member in places]}
    with psycopg.connect(database) as connection:
        connection.execute(MEMBERS, given)
        connection.execute(HEAD, given)


def clone_room(database: str, slug: str, number: int) -> list[str]:
    """As many more rooms, with the settings of this one and nobody in them; their slugs."""
    slugs = [f"{slug}-{index}" for index in range(number)]
    with psycopg.connect(database) as connection:
        names = "SELECT column_name FROM information_schema.columns WHERE table_name = 'rooms_room'"
        kept = {row[0] for row in connection.execute(names)} - {
            "id",
            "slug",
            "members",
            "version",
            "last_seq",
        }
        columns = sql.SQL(", ").join(sql.Identifier(name) for name in sorted(kept))
        connection.execute(sql.SQL(CLONE).format(columns=columns), {"slugs": slugs, "slug": slug})
    return slugs

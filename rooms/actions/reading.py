"""Read places: how far each person has read. Not versioned: it concerns nobody else."""

from django.db import connection

MARK = """
    UPDATE rooms_membership SET last_read = %s
    WHERE user_id = %s AND left_at IS NULL AND last_read < %s
    AND room_id = (SELECT id FROM rooms_room WHERE slug = %s AND last_seq >= %s)
"""

type ReadPlace = tuple[int, str]  # (user id, slug)


def mark_read(places: dict[ReadPlace, int]) -> None:
    """Move read places forward, never back and never past the end: one statement a place, one round trip."""
    rows = [(seq, user_id, seq, slug, seq) for (user_id, slug), seq in places.items()]
    with connection.cursor() as cursor:
        cursor.executemany(MARK, rows)

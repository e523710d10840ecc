"""Read places: how far each person has read. Not versioned: it concerns nobody else."""

from collections.abc import Iterable

from rooms.actions.rowset import Statement, execute

MARK = Statement(
    """
    UPDATE rooms_membership SET last_read = place.seq
    FROM (SELECT room.id AS room_id, given.user_id, max(given.seq) AS seq
          FROM {given} JOIN rooms_room room ON room.slug = given.slug AND given.seq <= room.last_seq
          GROUP BY room.id, given.user_id) AS place
    WHERE rooms_membership.room_id = place.room_id AND rooms_membership.user_id = place.user_id
        AND left_at IS NULL AND last_read <= place.seq
    RETURNING {returned}
    """,
    given={"user_id": "bigint", "slug": "text", "seq": "bigint"},
    returned={
        "rooms_membership.user_id": "bigint",
        "(SELECT slug FROM rooms_room WHERE id = rooms_membership.room_id)": "text",
        "rooms_membership.last_read": "bigint",
    },
)

type ReadPlace = tuple[int, str]  # (user id, slug)


def mark_read(places: Iterable[tuple[int, str, int]]) -> dict[ReadPlace, int]:
    """Move read places, each (user id, slug, seq), forward, never back; one past a room's end counts for nothing.

    Returns those that moved or are there already (whoever writes has read), and where they are.
    """
    rows = [{"user_id": user_id, "slug": slug, "seq": seq} for user_id, slug, seq in places]
    (moved,) = execute((MARK, rows))
    return {(user_id, slug): seq for user_id, slug, seq in moved}

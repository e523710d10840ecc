"""How far a search looks, and where its next page begins."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

SMALL = 5_000  # messages: so few are all looked at, whatever is sought
NEAR = 2_000  # of the newest messages, looked at before the index is asked
DEEP = 20_000  # messages looked at for one page of what no index finds (one or two letters)
ROOMS = 200  # whose last message before a day is looked for; with more, days only filter
LAST_BEFORE = """
    WITH RECURSIVE bisection(room_id, low, high) AS (
        SELECT id, first_seq, last_seq + 1 FROM rooms_room WHERE id IN ({marks})
        UNION ALL
        SELECT bisection.room_id,
               CASE WHEN message.created_at < %s THEN message.seq + 1 ELSE low END,
               CASE WHEN message.created_at < %s THEN high ELSE message.seq END
        FROM bisection JOIN rooms_message message
        ON message.room_id = bisection.room_id AND message.seq = (low + high) / 2
        WHERE low < high
    )
    SELECT max(message.id) FROM (SELECT room_id, max(low) AS seq FROM bisection GROUP BY room_id) AS first
    JOIN rooms_message message ON message.room_id = first.room_id AND message.seq = first.seq - 1
"""


def last_before(rooms: Iterable[int], day: datetime) -> int:
    """The id of the last message of these rooms before a day, 0 without any: there, not at today, looking begins.

    Within a room times and ids rise with seq, so that 19 probes find the place among 300,000 messages.
    """
    ids = list(rooms)
    moment = connection.ops.adapt_datetimefield_value(day)
    with connection.cursor() as cursor:
        cursor.execute(LAST_BEFORE.format(marks=", ".join(["%s"] * len(ids))), [*ids, moment, moment])
        return int(cursor.fetchone()[0] or 0)


@dataclass(slots=True)
class Ids:
    """Messages' ids, newest first; what is older than the page is below `following`, None when there is nothing.

    Keyset paging: new messages move no page.
    """

    found: list[int]
    following: int | None

    @classmethod
    def of(cls, found: list[int], limit: int) -> "Ids":
        """Of one more than the page has, if there are more."""
        return cls(found[:limit], found[limit - 1] if len(found) > limit else None)

"""Pages of a room's history, by seq: no offset, no count, the same cost at message 3 and 300,000."""

from dataclasses import dataclass

from rooms.access import Access
from rooms.models import Message
from rooms.queries.quotes import quotes
from rooms.wire import shapes
from rooms.wire.shapes import Shape

PAGE = 50


@dataclass(slots=True)
class Row:
    message: Shape
    quote: Shape | None


@dataclass(slots=True)
class Timeline:
    """Rows in ascending order. `version` is the room's, read before the rows."""

    rows: list[Row]
    version: int
    first_seq: int
    last_seq: int
    has_more_before: bool
    has_more_after: bool


def timeline(
    access: Access,
    *,
    before: int | None = None,
    after: int | None = None,
    around: int | None = None,
    limit: int = PAGE,
) -> Timeline:
    """One page: the newest, or those before, after or around a seq. Two queries."""
    first, last = access.from_seq, access.room.last_seq
    if around is not None:
        around = min(max(around, first), last)
        low = around - limit // 2
    elif after is not None:
        low = max(after + 1, first)
    else:
        low = (min(before, last + 1) if before is not None else last + 1) - limit
    high = min(low + limit - 1, last)
    low = max(low, first)
    return _page(access, low, high)


def _page(access: Access, low: int, high: int) -> Timeline:
    room = access.room
    rows = (
        Message.objects.filter(room=room, seq__gte=low, seq__lte=high)
        .select_related("author")
        .order_by("seq")
    )
    found = [shapes.message(row, row.author, room.slug) for row in rows]
    seqs = [row["seq"] for row in found]
    return Timeline(
        rows=_with_quotes(access, found),
        version=room.version,
        first_seq=access.from_seq,
        last_seq=room.last_seq,
        has_more_before=low > access.from_seq,
        has_more_after=high < room.last_seq if seqs else False,
    )


def _with_quotes(access: Access, found: list[Shape]) -> list[Row]:
    room_id = access.room.pk
    replies = {int(str(row["seq"])): int(str(row["reply_to"])) for row in found if row["reply_to"]}
    visible = {(room_id, source) for source in replies.values() if source >= access.from_seq}
    sources = quotes(visible) if visible else {}
    return [Row(row, sources.get((room_id, replies.get(int(str(row["seq"])), 0)))) for row in found]

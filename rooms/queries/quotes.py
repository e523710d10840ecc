"""What replies quote: the source's author and an excerpt of its body as it is now."""

from functools import reduce
from operator import or_

from django.db.models import Q

from rooms.content.excerpt import excerpt
from rooms.models import Message
from rooms.wire.events import Event
from rooms.wire.shapes import Shape

type Place = tuple[int, int]  # (room id, seq)


def quotes(places: set[Place]) -> dict[Place, Shape]:
    """`{(room id, seq): {"seq", "author", "excerpt"}}`; one query. A deleted source has an empty excerpt."""
    by_room: dict[int, list[int]] = {}
    for room_id, seq in places:
        by_room.setdefault(room_id, []).append(seq)
    condition = reduce(or_, (Q(room=room_id, seq__in=seqs) for room_id, seqs in by_room.items()))
    rows = Message.objects.filter(condition).select_related("author")
    return {(row.room_id, row.seq): _quote(row) for row in rows}


def _quote(row: Message) -> Shape:
    return {
        "seq": row.seq,
        "author": row.via or row.author.display_name,
        "excerpt": "" if row.deleted_at else excerpt(row.html),
    }


def add_quotes(events: list[Event]) -> None:
    """Fill in what each replying event quotes: one query, none when nothing does."""
    wanted = {(event.room_id, event.reply_to) for event in events if event.reply_to}
    if wanted:
        found = quotes(wanted)
        for event in events:
            event.quote = found.get((event.room_id, event.reply_to or 0))

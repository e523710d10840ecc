"""What is pinned in a room."""

from rooms.access import Access
from rooms.models import Message
from rooms.wire.shapes import Shape, message

MOST = 100


def pins(access: Access) -> list[Shape]:
    """The pinned messages this reader may see, the last pinned first. One query."""
    rows = Message.objects.filter(room=access.room, seq__gte=access.from_seq, deleted_at=None)
    rows = rows.exclude(pinned_at=None).select_related("author").order_by("-pinned_at")[:MOST]
    return [message(row, row.author, access.room.slug) for row in rows]

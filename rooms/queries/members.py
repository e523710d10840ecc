"""Who is in a room."""

from rooms.access import Access
from rooms.models import Membership
from rooms.wire import shapes
from rooms.wire.shapes import Shape

MOST = 500
ORDER = {"owner": 0, "moderator": 1, "member": 2}


def members(access: Access) -> list[Shape]:
    """`{"username", "name", "role", "joined_at"}`, owners first, at most 500. One query."""
    rows = Membership.objects.filter(room=access.room, left_at=None).select_related("user")
    found = [
        shapes.member(row, row.user) | {"joined_at": shapes.timestamp(row.joined_at)}
        for row in rows.order_by("user__username")[:MOST]
    ]
    return sorted(found, key=lambda member: ORDER[str(member["role"])])

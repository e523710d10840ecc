"""The members of a room, page by page: by username, so that nobody is skipped however many come and go."""

from rooms.access import Access
from rooms.models import Membership
from rooms.wire import shapes
from rooms.wire.shapes import Shape


def roster(access: Access, after: str, limit: int) -> tuple[list[Shape], bool]:
    """`{"username", "name", "role", "joined_at"}` and whether there are more. One query."""
    rows = Membership.objects.filter(room=access.room, left_at=None, user__username__gt=after)
    found = list(rows.select_related("user").order_by("user__username")[: limit + 1])
    return [seat(row) for row in found[:limit]], len(found) > limit


def own_seat(access: Access) -> Shape:
    """This person's own row."""
    return seat(
        Membership.objects.select_related("user").get(room=access.room, user=access.user, left_at=None)
    )


def seat(row: Membership) -> Shape:
    return shapes.member(row, row.user) | {"joined_at": shapes.timestamp(row.joined_at)}

"""Rooms for programs: all that a person may see, page by page by slug."""

from django.db.models import Q, QuerySet

from accounts.models import User
from rooms.access import Access
from rooms.models import Membership, Room
from rooms.wire import shapes
from rooms.wire.shapes import Shape


def directory(
    rooms: QuerySet[Room],
    user: User,
    *,
    q: str = "",
    joined: bool | None = None,
    after: str = "",
    limit: int = 50,
) -> tuple[list[Access], bool]:
    """Those of `rooms` whose slug comes after `after`, and whether there are more. Two queries.

    The caller has narrowed `rooms` to what this person may see.
    """
    rows = rooms.filter(slug__gt=after)
    if q:
        rows = rows.filter(Q(name__icontains=q) | Q(topic__icontains=q))
    if joined is not None:
        mine = Q(pk__in=Membership.objects.filter(user=user, left_at=None).values("room"))
        rows = rows.filter(mine if joined else ~mine)
    found = list(rows.order_by("slug")[: limit + 1])
    seats = Membership.objects.filter(user=user, left_at=None, room__in=[room.pk for room in found])
    by_room = {row.room_id: row for row in seats}
    return [Access(room, user, by_room.get(room.pk)) for room in found[:limit]], len(found) > limit


def room_shape(access: Access) -> Shape:
    """A room as this person sees it."""
    room, membership = access.room, access.membership
    own = {"role": membership.role, "last_read": membership.last_read} if membership else None
    return {
        "slug": room.slug,
        **shapes.state(room),
        "created_at": shapes.timestamp(room.created_at),
        "last_at": shapes.timestamp(room.last_at),
        "version": room.version,
        "first_seq": access.from_seq,
        "last_seq": room.last_seq,
        "membership": own,
    }

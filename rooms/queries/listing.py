"""Browsing public rooms."""

from django.db.models import Exists, F, OuterRef, Q

from accounts.models import User
from rooms.access import visible_rooms
from rooms.models import Membership, Room
from rooms.models.room import Kind
from rooms.queries.pages import Listing, listing
from rooms.wire.shapes import Shape, timestamp


def public_rooms(user: User, q: str = "", page: int = 1) -> Listing:
    """Public rooms, the most recently active first, whose name or topic contains `q`. Two queries.

    `{"slug", "name", "topic", "kind", "members", "last_at", "joined"}`.
    """
    mine = Membership.objects.filter(room=OuterRef("pk"), user=user, left_at=None)
    rows = visible_rooms(user).filter(kind=Kind.PUBLIC, archived_at=None).annotate(joined=Exists(mine))
    if q:
        rows = rows.filter(Q(name__icontains=q) | Q(topic__icontains=q))
    return listing(rows.order_by(F("last_at").desc(nulls_last=True), "-pk"), page, _shape)


def _shape(room: Room) -> Shape:
    return {
        "slug": room.slug,
        "name": room.name,
        "topic": room.topic,
        "kind": room.kind,
        "members": room.members,
        "last_at": timestamp(room.last_at),
        "joined": room.joined,  # type: ignore[attr-defined]
    }

"""People who write here, counted over what the reader may see and nothing else."""

from typing import Any

from django.db.models import Count, F, Max, Q, QuerySet, Sum

from accounts.models import User
from rooms.access import visible_rooms
from rooms.errors import ActionError
from rooms.models import Membership, Room, Tally
from rooms.models.room import Kind
from rooms.queries.pages import Listing, listing
from rooms.wire.shapes import Shape, timestamp


def authors(user: User, q: str = "", page: int = 1, rooms: QuerySet[Room] | None = None) -> Listing:
    """`{"username", "name", "messages", "rooms", "last_seen"}`, the most prolific first. Two queries.

    From the writer's tallies, never from messages; rooms the reader cannot see count for nothing (S1).
    `rooms` narrows `visible_rooms` (a token's rooms).
    """
    rows = _tallies(visible_rooms(user) if rooms is None else rooms)
    if q:
        rows = rows.filter(Q(author__username__icontains=q) | Q(author__name__icontains=q))
    return listing(_totals(rows).order_by("-messages", "author__username"), page, _shape)


def author(user: User, username: str, rooms: QuerySet[Room] | None = None) -> Shape:
    """One person, with the rooms both may see. Raises `unknown_person`."""
    person = User.objects.filter(username=username.lower(), is_active=True).first()
    if person is None:
        raise ActionError("unknown_person", "There is nobody with this username.", 404)
    rooms = visible_rooms(user) if rooms is None else rooms
    total = _totals(_tallies(rooms).filter(author=person)).order_by("author__username").first()
    shape = _shape(total) if total else _silent(person)
    return shape | {"date_joined": timestamp(person.date_joined), "shared": _shared(rooms, person)}


def _tallies(rooms: QuerySet[Room]) -> QuerySet[Tally]:
    return Tally.objects.filter(room__in=rooms.values("pk"), author__is_active=True)


def _totals(rows: QuerySet[Tally]) -> QuerySet[Any, Any]:
    return rows.values("author__username", "author__name").annotate(
        messages=Sum(F("messages")),
        rooms=Count("room"),
        last_at=Max("last_at"),
        seen=Max("author__last_seen"),
    )


def _shape(row: dict[str, Any]) -> Shape:
    seen = max((at for at in (row["seen"], row["last_at"]) if at), default=None)
    return {
        "username": row["author__username"],
        "name": row["author__name"] or row["author__username"],
        "messages": row["messages"],
        "rooms": row["rooms"],
        "last_seen": timestamp(seen),
    }


def _silent(person: User) -> Shape:
    seen = timestamp(person.last_seen)
    return {
        "username": person.username,
        "name": person.display_name,
        "messages": 0,
        "rooms": 0,
        "last_seen": seen,
    }


def _shared(rooms: QuerySet[Room], person: User) -> list[Shape]:
    rows = Membership.objects.filter(user=person, left_at=None, room__archived_at=None).exclude(
        room__kind=Kind.DIRECT
    )
    rows = rows.filter(room__in=rooms.values("pk")).select_related("room")
    return [{"slug": row.room.slug, "name": row.room.name} for row in rows.order_by("room__name")[:50]]

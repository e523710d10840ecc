"""The sidebar: the rooms a person is in, and which have something new."""

from dataclasses import dataclass, field

from django.db.models import F

from accounts.models import User
from rooms.access import Access
from rooms.models import Membership
from rooms.models.membership import Notify
from rooms.models.room import Kind
from rooms.wire.shapes import Shape, person

MOST = 200  # rooms listed; the rest are found by browsing


@dataclass(slots=True)
class Entry:
    """One room. Unread is a comparison of two numbers, never a count."""

    slug: str
    name: str
    kind: str
    last_seq: int
    last_read: int
    unread: bool
    mention: bool
    notify: str = Notify.ALL
    people: list[Shape] = field(default_factory=list)


@dataclass(slots=True)
class Sidebar:
    rooms: list[Entry]
    directs: list[Entry]


def sidebar(user: User) -> Sidebar:
    """The most recently active rooms of a person, by name; direct conversations newest first. Two queries."""
    rows = list(
        Membership.objects.filter(user=user, left_at=None, room__archived_at=None)
        .exclude(put_away__gte=F("room__last_seq"))
        .select_related("room")
        .order_by("-room__last_at")[:MOST]
    )
    directs = [row for row in rows if row.room.kind == Kind.DIRECT]
    people = companions([row.room_id for row in directs], user)
    rooms = [_entry(row) for row in rows if row.room.kind != Kind.DIRECT]
    rooms.sort(key=lambda entry: entry.name.casefold())
    return Sidebar(rooms, [_direct(row, people.get(row.room_id, [])) for row in directs])


def companions(room_ids: list[int], user: User) -> dict[int, list[Shape]]:
    """Who else is in each direct room."""
    found: dict[int, list[Shape]] = {}
    others = (
        Membership.objects.filter(room__in=room_ids, left_at=None).exclude(user=user).select_related("user")
    )
    for row in others.order_by("user__username"):
        found.setdefault(row.room_id, []).append(person(row.user))
    return found


def direct_name(people: list[Shape], room_name: str) -> str:
    return ", ".join(str(one["name"]) for one in people) or room_name


def title(access: Access) -> str:
    """A room's name; that of a direct conversation is who else is in it. One query for those."""
    if access.room.kind != Kind.DIRECT:
        return access.room.name
    return direct_name(companions([access.room.pk], access.user).get(access.room.pk, []), access.room.name)


def _direct(row: Membership, people: list[Shape]) -> Entry:
    entry = _entry(row)
    entry.people, entry.name = people, direct_name(people, row.room.name)
    entry.mention = entry.unread
    return entry


def _entry(row: Membership) -> Entry:
    mention = row.last_mention > row.last_read and row.notify != Notify.NOTHING
    return Entry(
        slug=row.room.slug,
        name=row.room.name,
        kind=row.room.kind,
        last_seq=row.room.last_seq,
        last_read=row.last_read,
        unread=mention or (row.room.last_seq > row.last_read and row.notify == Notify.ALL),
        mention=mention,
        notify=row.notify,
    )

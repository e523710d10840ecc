"""Changing who is in a room, with its row locked: every change takes the room's next version."""

from datetime import UTC, datetime

from django.db.models import QuerySet
from django.utils.timezone import now

from accounts.models import User
from rooms.access import is_banned
from rooms.actions.numbering import next_version
from rooms.errors import ActionError, unknown_room
from rooms.models import Membership, Room, Sanction
from rooms.models.membership import Role
from rooms.models.room import Kind
from rooms.models.sanction import SanctionKind
from rooms.queries.changes import member_event
from rooms.wire.events import Event

FOR_GOOD = datetime(9999, 12, 31, tzinfo=UTC)


def lock(room: Room) -> Room:
    """The room's row, locked until the transaction ends."""
    return Room.objects.select_for_update().get(pk=room.pk)


def admit(room: Room, user: User, role: str = Role.MEMBER) -> list[Event]:
    """Make somebody a member of the locked room; nothing happens to those who are."""
    row = Membership.objects.filter(room=room, user=user).first()
    if row is not None and row.left_at is None:
        return []
    if is_banned(room, user):
        raise unknown_room()
    if row is None:
        row = Membership(room=room, user=user, from_seq=1 if room.history_visible else room.last_seq + 1)
    elif not room.history_visible:
        row.from_seq = room.last_seq + 1
    role = Role.OWNER if _is_abandoned(room, user) else role
    row.role, row.left_at, row.joined_at, row.last_read = role, None, now(), room.last_seq
    row.muted_until = muted_until(room, user)  # leaving and coming back is no way around a mute
    room.members += 1
    return [_stamp(room, row, user)]


def dismiss(room: Room, row: Membership) -> list[Event]:
    """End a membership of the locked room. Raises `last_owner` when nobody would own it any more."""
    if people(room).exclude(pk=row.pk).exists():
        keep_an_owner(row)
    row.left_at = now()
    room.members -= 1
    return [_stamp(room, row, row.user)]


def expel(room: Room, row: Membership | None, user: User) -> list[Event]:
    """End whatever somebody has to do with the locked room, a visitor's reading included."""
    if row is not None and row.left_at is None:
        return dismiss(room, row)
    if row is None:
        row = Membership(room=room, user=user, joined_at=now())
    row.left_at = now()
    return [_stamp(room, row, user)]


def restamp(room: Room, row: Membership) -> Event:
    """Store a changed membership of the locked room under the room's next version."""
    return _stamp(room, row, row.user)


def muted_until(room: Room, user: User) -> datetime | None:
    mute = Sanction.objects.active().filter(room=room, user=user, kind=SanctionKind.MUTE).first()
    return (mute.until or FOR_GOOD) if mute else None


def people(room: Room) -> QuerySet[Membership]:
    """Who is in the room, programs not counted: they own nothing and keep nobody company."""
    return Membership.objects.filter(room=room, left_at=None, user__is_bot=False)


def _is_abandoned(room: Room, user: User) -> bool:
    """The last person has left it: whoever comes first owns it, for no room with people in it is without an owner."""
    if room.kind == Kind.DIRECT or user.is_bot or people(room).exists():
        return False
    return Membership.objects.filter(room=room, user__is_bot=False).exclude(left_at=None).exists()


def keep_an_owner(row: Membership) -> None:
    """Raises `last_owner` if this is the only owner's row in the locked room."""
    owners = Membership.objects.filter(room=row.room_id, role=Role.OWNER, left_at=None)
    stored = owners.filter(pk=row.pk).exists()
    if stored and not owners.exclude(pk=row.pk).exists():
        raise ActionError("last_owner", "Make somebody else the owner first.", 409)


def _stamp(room: Room, row: Membership, user: User) -> Event:
    row.version = next_version(room)
    row.save()
    room.save(update_fields=["version", "members"])
    row.user = user
    return member_event(room, row)

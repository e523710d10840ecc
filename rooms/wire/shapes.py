"""Database rows as the protocol shows them."""

from datetime import UTC, datetime
from functools import lru_cache

from django.utils.timezone import now

from accounts.models import User
from rooms.models import Membership, Message, Room

type Shape = dict[str, object]


@lru_cache(1024)  # the messages of a group have one time: 0.1 µs instead of 1.5
def timestamp(at: datetime | None) -> str | None:
    """RFC 3339, UTC, microseconds: sorts as text and loses nothing."""
    return at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z") if at else None


def person(user: User) -> Shape:
    return {"username": user.username, "name": user.display_name}


def message(row: Message, author: User, slug: str) -> Shape:
    """A message as protocol §5 has it. `body` and `html` are empty once it is deleted.

    A program is marked as one (`is_bot`), whatever name it gave itself (`via`): nobody takes it for a person.
    """
    return {
        "id": row.pk,
        "room": slug,
        "seq": row.seq,
        "version": row.version,
        "author": {"username": author.username, "name": row.via or author.display_name},
        "body": row.body,
        "html": row.html,
        "created_at": timestamp(row.created_at),
        "edited_at": timestamp(row.edited_at),
        "deleted_at": timestamp(row.deleted_at),
        "pinned_at": timestamp(row.pinned_at),
        "reply_to": row.reply_to,
        "client_id": str(row.client_id),
        "reactions": row.reactions,
        "attachments": [],
        "kind": row.kind,
        "via": row.via or None,
        "is_bot": author.is_bot,
    }


def member(membership: Membership, user: User) -> Shape:
    return {**person(user), "role": membership.role if membership.left_at is None else None}


def state(room: Room) -> Shape:
    """A room's own settings, as `subscribed` and `room.updated` carry them."""
    return {
        "name": room.name,
        "topic": room.topic,
        "kind": room.kind,
        "members": room.members,
        "slow_mode": room.slow_mode,
        "locked": room.locked,
        "archived_at": timestamp(room.archived_at),
        "raid": raid(room),
    }


def raid(room: Room) -> Shape | None:
    """Raid mode, while it lasts: the seconds between one person's messages, and when it ends by itself."""
    if room.raid_until is None or room.raid_until <= now():
        return None
    return {"slow_mode": room.raid_slow_mode, "ends_at": timestamp(room.raid_until)}

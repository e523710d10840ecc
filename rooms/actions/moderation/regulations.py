"""A room's rules of conduct: lock, slow mode, who may invite, what newcomers may read, archive."""

from functools import partial
from typing import Any

from django.db import transaction
from django.utils.timezone import now

from accounts.models import User
from rooms.access import enter
from rooms.actions.admission import lock
from rooms.actions.moderation.office import permit
from rooms.actions.moderation.record import record
from rooms.actions.naming import check_name, check_topic
from rooms.actions.numbering import next_version
from rooms.errors import ActionError
from rooms.models import AuditEntry, Room
from rooms.models.room import InvitePolicy, Kind
from rooms.queries.changes import only_members, settings_event
from rooms.realtime.publish import publish
from rooms.wire.shapes import timestamp

SLOWEST = 6 * 60 * 60  # seconds

# Which permission each setting needs.
SETTINGS = {
    "name": "name",
    "topic": "topic",
    "kind": "kind",
    "locked": "lock",
    "slow_mode": "slow_mode",
    "invite_policy": "invite_policy",
    "history_visible": "history",
    "archived": "archive",
}


@transaction.atomic
def regulate(
    *, user: User, slug: str, reason: str = "", undoes: AuditEntry | None = None, **changes: Any
) -> AuditEntry | None:
    """Change any of SETTINGS; None when everything already was so. One entry says all that changed.

    Raises `forbidden` if one of them is above the person's rank, then nothing changes.
    """
    room = lock(enter(user, slug).room)
    access = enter(user, slug)
    for name in changes:
        permit(access, SETTINGS[name])
    if room.kind == Kind.DIRECT:
        raise ActionError("direct_room", "A direct conversation has no settings.", 409)
    before = {name: value_of(room, name) for name in changes}
    for name, value in changes.items():
        _set(room, name, value)
    after = {name: value_of(room, name) for name in changes}
    if before == after:
        return None
    _announce(room)
    return record("settings", actor=user, room=room, reason=reason, before=before, after=after, undoes=undoes)


def value_of(room: Room, name: str) -> Any:
    return timestamp(room.archived_at) if name == "archived" else getattr(room, name)


def _set(room: Room, name: str, value: Any) -> None:
    match name:
        case "name":
            room.name = check_name(value)
        case "topic":
            room.topic = check_topic(value)
        case "kind":
            room.kind = _one_of(
                value, [Kind.PUBLIC, Kind.PRIVATE], "invalid_kind", "A room is public or private."
            )
        case "invite_policy":
            room.invite_policy = _one_of(
                value, InvitePolicy.values, "invalid_policy", "Members or moderators may invite."
            )
        case "slow_mode":
            room.slow_mode = _seconds(value)
        case "archived":
            room.archived_at = (room.archived_at or now()) if _truth(value, name) else None
        case _:
            setattr(room, name, _truth(value, name))


def _one_of(value: object, choices: list[str], code: str, detail: str) -> str:
    if value not in choices:
        raise ActionError(code, detail)
    return str(value)


def _seconds(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= SLOWEST:
        raise ActionError("invalid_slow_mode", f"Slow mode is 0 to {SLOWEST} seconds.")
    return value


def _truth(value: object, name: str) -> bool:
    if not isinstance(value, bool):
        raise ActionError("invalid_setting", f"{name} is true or false.")
    return value


def _announce(room: Room) -> None:
    room.settings_version = next_version(room)
    room.save()
    transaction.on_commit(partial(publish, [only_members(settings_event(room), room)]))

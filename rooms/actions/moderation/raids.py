"""The raid switch, for one room or the whole site."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.timezone import now

from accounts.models import User
from rooms.actions.admission import lock
from rooms.actions.moderation.office import office
from rooms.actions.moderation.raiding import tell
from rooms.actions.moderation.record import record
from rooms.errors import ActionError
from rooms.models import AuditEntry, Raid, Room
from rooms.wire.shapes import timestamp

LONGEST_MINUTES = 24 * 60
SLOWEST = 60 * 60  # seconds
NEWCOMERS = timedelta(days=1)  # accounts younger than this are held, unless said otherwise


@transaction.atomic
def start_raid(
    *,
    user: User,
    slug: str | None = None,
    minutes: int = 60,
    slow_mode: int = 30,
    newcomers_since: datetime | None = None,
    reason: str = "",
) -> tuple[Raid, AuditEntry]:
    """Switch on; again to renew. Without a slug, the whole site. Raises `forbidden`, `invalid_raid`."""
    room = _room(user, slug)
    if not 1 <= minutes <= LONGEST_MINUTES or not 0 <= slow_mode <= SLOWEST:
        raise ActionError(
            "invalid_raid", "A raid switch lasts 1 minute to a day, with slow mode of up to an hour."
        )
    Raid.objects.filter(room=room, ended_at=None).update(ended_at=now())
    raid = Raid.objects.create(
        room=room,
        by=user,
        slow_mode=slow_mode,
        newcomers_since=newcomers_since or now() - NEWCOMERS,
        ends_at=now() + timedelta(minutes=minutes),
    )
    tell(room)
    after = {"slow_mode": slow_mode, "newcomers_since": timestamp(raid.newcomers_since)}
    return raid, record("raid", actor=user, room=room, until=raid.ends_at, reason=reason, after=after)


@transaction.atomic
def end_raid(*, user: User, slug: str | None = None, reason: str = "") -> AuditEntry:
    """Switch off before its time. Raises `no_raid`."""
    room = _room(user, slug)
    if not Raid.objects.active().filter(room=room).update(ended_at=now()):
        raise ActionError("no_raid", "The raid switch is not on.", 404)
    tell(room)
    return record("raid_ended", actor=user, room=room, reason=reason)


def _room(user: User, slug: str | None) -> Room | None:
    if slug is not None:
        return lock(office(user, slug, "raid").room)
    if not user.is_staff:
        raise ActionError("forbidden", "Only administrators may do this.", 403)
    list(
        Room.objects.select_for_update().order_by("pk").values_list("pk")
    )  # two at once: one after the other
    return None

"""Whether this person can write here now, and if not, why and until when."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.timezone import now

from rooms.access import Access
from rooms.models import Sanction, Tally
from rooms.models.sanction import SanctionKind
from rooms.queries.raids import alarms


@dataclass(slots=True)
class Composer:
    """`state` is open, visitor, archived, locked or muted. Times in seconds; `until` None is for good."""

    state: str
    reason: str = ""
    until: datetime | None = None
    seconds: int = 0  # until a mute ends
    slow_mode: int = 0
    wait: int = 0  # until slow mode lets this person write again
    raid: bool = False

    @property
    def is_open(self) -> bool:
        return self.state == "open"


def composer(access: Access) -> Composer:
    """One query for members of an open room, one more under slow mode."""
    if access.membership is None:
        return Composer("visitor")
    if access.room.archived_at:
        return Composer("archived")
    mute = (
        Sanction.objects.active().filter(room=access.room, user=access.user, kind=SanctionKind.MUTE).first()
    )
    if mute is not None:
        left = _seconds(mute.until) if mute.until else 0
        return Composer("muted", reason=mute.reason, until=mute.until, seconds=left)
    if not access.may_write:
        return Composer("locked")
    return _open(access)


def _open(access: Access) -> Composer:
    switches = alarms(access.room.pk)
    slow = max([access.room.slow_mode, *(alarm.slow_mode for alarm in switches)])
    if not slow or access.is_moderator:
        return Composer("open", raid=bool(switches))
    tally = Tally.objects.filter(room=access.room, author=access.user).first()
    wait = slow - (now() - tally.last_at).total_seconds() if tally else 0
    return Composer("open", slow_mode=slow, wait=max(0, round(wait)), raid=bool(switches))


def _seconds(until: datetime) -> int:
    """Rounded up: a page that asks again after so long finds the mute over."""
    return max(1, int((until - now()).total_seconds()) + 1)

"""Whether this person can write here now, and if not, why and until when."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.timezone import now

from rooms.access import Access
from rooms.models import Sanction, Tally
from rooms.models.sanction import SanctionKind
from rooms.queries.raids import pace


@dataclass(slots=True)
class Composer:
    """`state` is open, visitor, archived, locked or muted. Times in seconds; `until` None is for good."""

    state: str
    reason: str = ""
    until: datetime | None = None
    seconds: int = 0  # until a mute or raid mode ends: then it is another composer
    slow_mode: int = 0
    wait: int = 0  # until slow mode lets this person write again
    raid_until: datetime | None = None

    @property
    def is_open(self) -> bool:
        return self.state == "open"

    @property
    def may_react(self) -> bool:
        """In a locked room too (rooms.actions.gatekeeping.check_react)."""
        return self.state in ("open", "locked")

    @property
    def may_take_back(self) -> bool:
        """One's own reactions."""
        return self.may_react or self.state == "muted"


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
    """What the room's own row says of raid mode: it is as new as the change that made somebody look."""
    room = access.room
    until = room.raid_until if room.raid_until and room.raid_until > now() else None
    slow = pace(room, now())
    if not slow or access.is_moderator:
        return Composer("open", raid_until=until, seconds=_seconds(until) if until else 0)
    tally = Tally.objects.filter(room=room, author=access.user).first()
    wait = slow - (now() - tally.last_at).total_seconds() if tally else 0
    return Composer(
        "open",
        slow_mode=slow,
        wait=max(0, round(wait)),
        raid_until=until,
        seconds=_seconds(until) if until else 0,
    )


def _seconds(until: datetime) -> int:
    """Rounded up: a page that asks again after so long finds the mute over."""
    return max(1, int((until - now()).total_seconds()) + 1)

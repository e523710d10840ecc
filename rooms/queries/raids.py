"""Which raid switches are on. Asked with every group of writes, so remembered for a second."""

import time
from dataclasses import dataclass
from datetime import datetime

from django.utils.timezone import now

from accounts.models import User
from rooms.models import Raid, Room

REMEMBERED = 1.0  # seconds
COLUMNS = ("room_id", "slow_mode", "newcomers_since", "ends_at")


@dataclass(slots=True, frozen=True)
class Alarm:
    """`room_id` None is the whole site."""

    room_id: int | None
    slow_mode: int
    newcomers_since: datetime
    ends_at: datetime


class _Memory:
    """What was found last, and until when it is believed."""

    until = 0.0
    found: list[Alarm] = []


def alarms(room_id: int) -> list[Alarm]:
    """The switches that are on for this room: its own and the site's."""
    if time.monotonic() >= _Memory.until:
        _Memory.found = standing().alarms
        _Memory.until = time.monotonic() + REMEMBERED
    if not _Memory.found:
        return []
    at = now()
    return [one for one in _Memory.found if one.room_id in (None, room_id) and one.ends_at > at]


@dataclass(slots=True, frozen=True)
class Standing:
    """All switches that are on at this moment, as rooms are told of them."""

    alarms: list[Alarm]

    def of(self, room_id: int | None) -> tuple[int, datetime | None]:
        """The seconds of slow mode in a room and when the last of its switches ends; None for the site's own."""
        mine = [one for one in self.alarms if one.room_id in (None, room_id)]
        return max((one.slow_mode for one in mine), default=0), max(
            (one.ends_at for one in mine), default=None
        )


def is_kept_small(user: User) -> bool:
    """Whether this account is new to the whole site's switch: then it opens no room and brings nobody anywhere."""
    alarms = [one for one in standing().alarms if one.room_id is None]
    return not user.is_staff and any(user.date_joined > one.newcomers_since for one in alarms)


def standing() -> Standing:
    """From the database, never from memory."""
    return Standing([Alarm(*row) for row in Raid.objects.active().values_list(*COLUMNS)])


def forget() -> None:
    """The next look asks the database again."""
    _Memory.until = 0.0


def pace(room: Room, at: datetime) -> int:
    """The seconds between one person's messages, of slow mode or raid mode, as the room's own row has them."""
    raid = room.raid_slow_mode if room.raid_until is not None and room.raid_until > at else 0
    return max(room.slow_mode, raid)


def newcomers_since(room: Room, at: datetime) -> datetime | None:
    """Accounts made after this are new while raid mode lasts; None when it is off.

    `room` was read just now: where it says that raid mode is on and memory does not know, memory is behind.
    """
    if room.raid_until is not None and room.raid_until > at and not alarms(room.pk):
        forget()
    return min((alarm.newcomers_since for alarm in alarms(room.pk)), default=None)

"""Telling rooms that raid mode is on or off: a change of their settings like any other, under a number of its own."""

from functools import partial

from django.db import transaction
from django.db.models import F

from rooms.models import Room
from rooms.models.room import Kind
from rooms.queries.changes import settings_event
from rooms.queries.raids import Standing, forget, standing
from rooms.realtime.publish import publish

AT_ONCE = 500  # rooms that hear of it at once; in the others processes see it from the numbers within 2 s
NEXT = F("version") + 1


def tell(room: Room | None) -> None:
    """Say in this locked room, or with None in all of them, what raid mode is there now."""
    found = standing()
    if room is not None:
        _mark([room.pk], found, room.pk)
        concerned = [room.pk]
    else:
        everywhere = list(Room.objects.select_for_update().order_by("pk").values_list("pk", "kind"))
        concerned = [pk for pk, _ in everywhere]
        own = {one.room_id for one in found.alarms if one.room_id is not None}
        _mark([pk for pk, kind in everywhere if pk not in own and kind != Kind.DIRECT], found, None)
        _mark([pk for pk, kind in everywhere if kind == Kind.DIRECT], found, None, slowed=False)
        for pk in own.intersection(concerned):
            _mark([pk], found, pk)
    lately = Room.objects.filter(pk__in=concerned).order_by(F("last_at").desc(nulls_last=True))[:AT_ONCE]
    transaction.on_commit(forget)
    transaction.on_commit(partial(publish, [settings_event(each) for each in lately]))


def _mark(rooms: list[int], found: Standing, room_id: int | None, *, slowed: bool = True) -> None:
    """These rooms take their next version, and the switches of `room_id`.

    Direct conversations are not slowed: moderators talk to each other there, and new accounts cannot write.
    """
    slow, until = found.of(room_id)
    slow = slow if slowed else 0
    for first in range(0, len(rooms), 1000):
        Room.objects.filter(pk__in=rooms[first : first + 1000]).update(
            version=NEXT, settings_version=NEXT, raid_slow_mode=slow, raid_until=until
        )

"""Catch-ups that many readers need at once, read and encoded for all of them (a deploy, a network's return)."""

from collections import OrderedDict
from threading import Lock

from rooms.models import Room
from rooms.queries.changes import changes
from rooms.wire.events import Event

KEPT = 16  # catch-ups, of at most 1,000 changes each

type Key = tuple[str, int, int, int, int]
_kept: OrderedDict[Key, tuple[list[Event], bool]] = OrderedDict()
_lock = Lock()


def shared_changes(room: Room, epoch: str, after: int, limit: int) -> tuple[list[Event], bool]:
    """As `changes`. The same events for whoever asks the same of the same state of the same database.

    What is committed after `room` was read is not in a kept answer; it reaches a reader live, for they
    listened before they asked.
    """
    key = (epoch, room.pk, room.version, after, limit)
    with _lock:
        found = _kept.get(key)
    if found is None:
        found = changes(room, after, limit)
        with _lock:
            _kept[key] = found
            if len(_kept) > KEPT:
                _kept.popitem(last=False)
    return found

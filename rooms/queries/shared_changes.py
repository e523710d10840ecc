"""Catch-ups that many readers need at once, read and encoded for all of them (a deploy, a network's return)."""

import time
from collections import OrderedDict
from threading import Lock

from rooms.models import Room
from rooms.queries.changes import changes
from rooms.queries.recent import Recent
from rooms.wire.events import Event

KEPT = 16  # rooms, and as many long catch-ups, of at most 1,000 changes each
LIFETIME = 10.0  # seconds: names of authors are as they were when a change was read

type Key = tuple[str, int, int, int, int]
_recent: OrderedDict[tuple[str, int], Recent] = OrderedDict()
_long: OrderedDict[Key, tuple[list[Event], bool]] = OrderedDict()
_lock = Lock()


def shared_changes(room: Room, epoch: str, after: int, limit: int, lowest: int) -> tuple[list[Event], bool]:
    """As `changes`. The same events for whoever asks the same of the same state of the same database.

    `lowest` is the least that somebody asks at the same time. What is committed after `room` was read is not
    in a kept answer; it reaches a reader live, for they listened before they asked.
    """
    if room.version - after > limit:
        return _read_long(room, epoch, after, limit)
    low = min(after, max(lowest, room.version - limit))
    return _up_to_date(room, epoch, low, limit).since(after, room.version), False


def _up_to_date(room: Room, epoch: str, low: int, limit: int) -> Recent:
    """What has changed since `low` at least, as it is now: of what was read lately only the rest is read."""
    key = (epoch, room.pk)
    with _lock:
        found = _recent.get(key)
    if found is None or found.low > low or time.monotonic() - found.read_at > LIFETIME:
        found = None
    elif found.version < room.version:
        found = found.extended(room, limit)
    if found is None:
        found = Recent.read(room, low, limit)
    with _lock:
        _keep(_recent, key, found)
    return found


def _read_long(room: Room, epoch: str, after: int, limit: int) -> tuple[list[Event], bool]:
    key = (epoch, room.pk, room.version, after, limit)
    with _lock:
        found = _long.get(key)
    if found is None:
        found = changes(room, after, limit)
        with _lock:
            _keep(_long, key, found)
    return found


def _keep[K, V](kept: OrderedDict[K, V], key: K, value: V) -> None:
    kept[key] = value
    kept.move_to_end(key)
    if len(kept) > KEPT:
        kept.popitem(last=False)

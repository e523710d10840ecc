"""The last changes of a room, kept for the readers who come back one after the other, and extended as it moves on."""

import time
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from rooms.models import Room
from rooms.queries.changes import changes
from rooms.queries.quotes import add_quotes
from rooms.wire.events import Event

CREATED, UPDATED = "message.created", "message.updated"


@dataclass(slots=True, frozen=True)
class Recent:
    """The state at `version` of whatever changed since `low`, in version order, chained from `low`. Never changed."""

    low: int
    version: int
    events: list[Event]
    read_at: float = field(default_factory=time.monotonic)

    @classmethod
    def read(cls, room: Room, low: int, limit: int) -> "Recent":
        """At most `limit` changes lie between `low` and the room's version, so that none is left out."""
        found, _ = changes(room, low, limit)
        return cls(low, room.version, [event for event in found if event.version <= room.version])

    def extended(self, room: Room, limit: int) -> "Recent | None":
        """With what came since; None where that is more than `limit`. What changed again is only there as it is now."""
        if room.version - self.version > limit or room.version - self.low > 2 * limit:
            return None
        found, _ = changes(room, self.version, limit)
        newer = [event for event in found if event.version <= room.version]
        changed = {_subject(event) for event in newer}
        kept = [_quoting_anew(event, changed) for event in self.events if _subject(event) not in changed]
        add_quotes([event for event in kept if event.reply_to and event.quote is None])
        return replace(self, version=room.version, events=_seen([*kept, *newer], self.low))

    def since(self, after: int, version: int) -> list[Event]:
        """What a reader at `after`, who is told of the room at `version`, has missed."""
        first = bisect_right(self.events, after, key=_version)
        last = bisect_right(self.events, version, key=_version)
        return _seen(self.events[first:last], after)


def _version(event: Event) -> int:
    return event.version


def _subject(event: Event) -> tuple[str, int | None]:
    """The row that changed."""
    table = event.type.partition(".")[0]
    return table, event.seq if table == "message" else event.user_id


def _quoting_anew(event: Event, changed: set[tuple[str, int | None]]) -> Event:
    """A quote follows its source's edits, and its deletion."""
    return replace(event, quote=None, texts={}) if ("message", event.reply_to) in changed else event


def _seen(events: Iterable[Event], after: int) -> list[Event]:
    """As a reader at `after` is told of them: chained from there, and new is what they have not had."""
    seen: list[Event] = []
    previous = after
    for event in events:
        kind = event.type
        if kind in (CREATED, UPDATED):
            kind = CREATED if event.born > after else UPDATED
        if kind != event.type or event.prev != previous:
            event = replace(event, type=kind, prev=previous, texts={})  # noqa: PLW2901
        seen.append(event)
        previous = event.version
    return seen

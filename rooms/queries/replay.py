"""Changes for programs: everything of a room since a version, page by page."""

from dataclasses import dataclass

from rooms.access import Access
from rooms.errors import ActionError
from rooms.queries.changes import changes
from rooms.queries.epochs import epoch
from rooms.wire.events import JSON


@dataclass(slots=True)
class Replay:
    """Encoded frames, as this reader may see them, and the version they bring the reader to."""

    room_id: int
    frames: list[str]
    version: int
    last_seq: int
    from_seq: int
    epoch: str
    has_more: bool


def replay(
    access: Access, after: int | None, known_epoch: str | None, limit: int, until: int | None = None
) -> Replay:
    """Up to `limit` changes after a version (None: all that is kept), none of them above `until`.

    Raises `reset` (410) when the version proves nothing any more. Five queries at most, however much was missed.
    """
    room, now = access.room, epoch()
    after = room.floor_version if after is None else after
    if known_epoch not in (None, now) or not room.floor_version <= after <= room.version:
        raise ActionError("reset", "This version is not of this history, or of before what is kept.", 410)
    head = room.version if until is None else min(until, room.version)
    found, more = changes(room, after, limit) if after < head else ([], False)
    events = [event for event in found if event.version <= head]  # what came after the head was read
    more = more and len(events) == len(found)
    return Replay(
        room_id=room.pk,
        frames=[event.for_reader(JSON, access.from_seq) for event in events],
        version=events[-1].version if more else head,
        last_seq=room.last_seq,
        from_seq=access.from_seq,
        epoch=now,
        has_more=more,
    )

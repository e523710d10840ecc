"""What a reader who subscribes needs: where the room stands, and everything since they last knew it."""

from dataclasses import dataclass

from accounts.models import User
from rooms.access import Access, enter
from rooms.queries.epochs import epoch
from rooms.queries.shared_changes import shared_changes
from rooms.wire import shapes
from rooms.wire.events import Event
from rooms.wire.shapes import Shape

MOST = 1000  # changes that a socket is sent; more is a `gap`, paged over HTTP


@dataclass(slots=True)
class CatchUp:
    """`version` was read before the rows. `answer` is None, "reset" or "gap", without events, or "more"."""

    room_id: int
    version: int
    last_seq: int
    from_seq: int
    answer: str | None
    events: list[Event]
    frame: Shape


def place(user: User, slug: str) -> Access:
    """Where to listen before reading. Raises `unknown_room`."""
    return enter(user, slug)


def catch_up(
    user: User, slug: str, after: int | None, known_epoch: str | None, limit: int | None = None
) -> CatchUp:
    """Everything a subscription is answered with. At most seven queries, however much was missed.

    With a `limit`, too much missed is no gap but a page of so many changes, answered with "more".
    """
    access = enter(user, slug)
    now = epoch()
    answer, events = _since(access, after, known_epoch, now, limit)
    room = access.room
    return CatchUp(
        room_id=room.pk,
        version=room.version,
        last_seq=room.last_seq,
        from_seq=access.from_seq if access.from_seq > room.first_seq else 1,
        answer=answer,
        events=events,
        frame=_subscribed(access, now),
    )


def _since(
    access: Access, after: int | None, known_epoch: str | None, now: str, limit: int | None
) -> tuple[str | None, list[Event]]:
    room = access.room
    if after is None or after == room.version:
        return ("reset" if known_epoch not in (None, now) else None), []
    if known_epoch not in (None, now) or after > room.version or after < room.floor_version:
        return "reset", []
    found, more = shared_changes(room, now, after, limit or MOST)
    if more and limit is None:
        return "gap", []
    events = [event for event in found if event.version <= room.version]
    return ("more" if more and len(events) == len(found) else None), events


def _subscribed(access: Access, now: str) -> Shape:
    room = access.room
    return {
        "type": "subscribed",
        "room": room.slug,
        "version": room.version,
        "first_seq": max(room.first_seq, access.from_seq),
        "last_seq": room.last_seq,
        "last_read": access.membership.last_read if access.membership else room.last_seq,
        "epoch": now,
        "state": shapes.state(room),
    }

"""What a reader who subscribes needs: where the room stands, and everything since they last knew it."""

from collections.abc import Sequence
from dataclasses import dataclass

from accounts.models import User
from rooms.access import Access, enter_all
from rooms.errors import ActionError
from rooms.models import Room
from rooms.queries.epochs import epoch
from rooms.queries.shared_changes import shared_changes
from rooms.wire import shapes
from rooms.wire.events import Event
from rooms.wire.shapes import Shape

MOST = 1000  # changes that a socket is sent; more is a `gap`, paged over HTTP


@dataclass(slots=True, frozen=True)
class Asked:
    """What a `subscribe` says. `limit`: too much missed is no gap but a page of so many changes."""

    user: User
    slug: str
    after: int | None
    epoch: str | None = None
    limit: int | None = None


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


def catch_up(
    user: User, slug: str, after: int | None, known_epoch: str | None, limit: int | None = None
) -> CatchUp:
    """Everything a subscription is answered with. At most seven queries, however much was missed.

    With a `limit`, too much missed is answered with "more". Raises `unknown_room`.
    """
    (found,) = catch_up_all([Asked(user, slug, after, known_epoch, limit)])
    if isinstance(found, ActionError):
        raise found
    return found


def catch_up_all(asked: Sequence[Asked]) -> list[CatchUp | ActionError]:
    """As `catch_up`, for readers who subscribe together: what they lack of a room is read once for all of them."""
    judged = enter_all([(one.user, one.slug) for one in asked])
    now = epoch()
    lowest: dict[int, int] = {}
    for one, access in zip(asked, judged, strict=True):
        if isinstance(access, Access) and one.after is not None and _missed(one, access, now) is None:
            lowest[access.room.pk] = min(one.after, lowest.get(access.room.pk, one.after))
    return [
        access if isinstance(access, ActionError) else _found(one, access, now, lowest)
        for one, access in zip(asked, judged, strict=True)
    ]


def _found(one: Asked, access: Access, now: str, lowest: dict[int, int]) -> CatchUp:
    room = access.room
    answer = _missed(one, access, now)
    events: list[Event] = []
    if answer is None and one.after is not None:
        answer, events = _since(room, now, one.after, one.limit, lowest[room.pk])
    return CatchUp(
        room_id=room.pk,
        version=room.version,
        last_seq=room.last_seq,
        from_seq=access.from_seq if access.from_seq > room.first_seq else 1,
        answer=None if answer == "nothing" else answer,
        events=events,
        frame=_subscribed(access, now),
    )


def _missed(one: Asked, access: Access, now: str) -> str | None:
    """Without reading any change: "nothing", "reset", or None for something."""
    room, after = access.room, one.after
    if one.epoch not in (None, now):
        return "reset"
    if after is None or after == room.version:
        return "nothing"
    return "reset" if after > room.version or after < room.floor_version else None


def _since(
    room: Room, now: str, after: int, limit: int | None, lowest: int
) -> tuple[str | None, list[Event]]:
    found, more = shared_changes(room, now, after, limit or MOST, lowest)
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

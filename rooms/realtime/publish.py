"""Handing committed events on: to this process's hub if it has one, else straight to the channel layer.

A failure here is logged and changes nothing: every reader can see from the numbers what it has missed.
"""

import asyncio
from collections.abc import Callable

import structlog
from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer

from rooms.realtime.sidebar import News
from rooms.wire.events import Event

logger = structlog.get_logger(__name__)
TIMEOUT = 1.0  # seconds; a frozen Redis must not hold anybody up
ACTIVITY = "activity"
_hubs: list[Callable[[list[Event]], None]] = []


def attach(receive: Callable[[list[Event]], None]) -> None:
    """Let a hub in this process receive every event committed here. `receive` is called from any thread."""
    _hubs.append(receive)


def detach(receive: Callable[[list[Event]], None]) -> None:
    if receive in _hubs:
        _hubs.remove(receive)


def is_heard() -> bool:
    """Whether a hub in this process receives events. Without one, publishing waits for the channel layer."""
    return bool(_hubs)


def publish(events: list[Event]) -> None:
    """Announce committed events. Never raises, never waits for a hub."""
    if not events:
        return
    for receive in tuple(_hubs):
        try:
            receive(events)
        except RuntimeError:  # its event loop is closed: nobody listens there any more
            detach(receive)
    if not _hubs:
        _publish_without_hub(events)


def group(room_id: int) -> str:
    return f"room.{room_id}"


async def send(events: list[Event], origin: str = "") -> None:
    """Send events to the other processes, a message a room. Raises what the layer raises, or TimeoutError."""
    layer = get_channel_layer()
    by_room: dict[int, list[Event]] = {}
    for event in events:
        by_room.setdefault(event.room_id, []).append(event)
    async with asyncio.timeout(TIMEOUT):
        for room_id, batch in by_room.items():
            packed = [event.packed() for event in batch]
            await layer.group_send(group(room_id), {"type": "events", "origin": origin, "events": packed})
        if news := _for_sidebars(events):
            await layer.group_send(ACTIVITY, {"type": "activity", "origin": origin, "reads": [], **news})


def _for_sidebars(events: list[Event]) -> dict[str, object]:
    """What people who do not look at the room are to know, as a hub would gather it."""
    news = [News.of(event).packed() for event in events if event.type == "message.created"]
    moves = [
        [event.user_id, event.room_id, event.type == "member.updated"]
        for event in events
        if event.type in ("member.updated", "member.removed")
    ]
    return {"news": news, "moves": moves} if news or moves else {}


def _publish_without_hub(events: list[Event]) -> None:
    """A worker or a command: no event loop of its own, so one is made for the occasion."""
    try:
        async_to_sync(send)(events)
    except Exception as error:
        logger.warning("publish_failed", error=repr(error), events=len(events))

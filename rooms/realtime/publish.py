"""Handing committed events on: to this process's hub if it has one, else straight to the channel layer.

A failure here is logged and changes nothing: every reader can see from the numbers what it has missed.
"""

import asyncio
import logging
from collections.abc import Callable

from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer

from rooms.wire.events import Event

logger = logging.getLogger(__name__)
TIMEOUT = 1.0  # seconds; a frozen Redis must not hold anybody up
_hubs: list[Callable[[list[Event]], None]] = []


def attach(receive: Callable[[list[Event]], None]) -> None:
    """Let a hub in this process receive every event committed here. `receive` is called from any thread."""
    _hubs.append(receive)


def detach(receive: Callable[[list[Event]], None]) -> None:
    if receive in _hubs:
        _hubs.remove(receive)


def publish(events: list[Event]) -> None:
    """Announce committed events. Never raises, never waits for a hub."""
    if not events:
        return
    for receive in _hubs:
        receive(events)
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


def _publish_without_hub(events: list[Event]) -> None:
    """A worker or a command: no event loop of its own, so one is made for the occasion."""
    try:
        async_to_sync(send)(events)
    except Exception as error:
        logger.warning("publish_failed", extra={"error": repr(error), "events": len(events)})

"""Words for one person, on every socket of theirs in every process. A hint: what they say is on a page too."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from threading import BoundedSemaphore

import structlog
from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from django.db import transaction

from accounts.control import GROUP
from rooms.wire.shapes import Shape

logger = structlog.get_logger(__name__)
TIMEOUT = 1.0  # seconds: a frozen Redis holds its lock for ever
MOST = 10  # that wait to be said: a raid with Redis away would have no end of them, and they hold up the exit
_sender = ThreadPoolExecutor(1, thread_name_prefix="notices")
_room_left = BoundedSemaphore(MOST)


def tell(notices: dict[int, Shape]) -> None:
    """After the commit, say each of these frames to the person with this id. Never raises, never waits."""
    if notices:
        transaction.on_commit(lambda: _hand_over(notices))


def _hand_over(notices: dict[int, Shape]) -> None:
    if _room_left.acquire(blocking=False):
        _sender.submit(_publish, notices).add_done_callback(lambda _: _room_left.release())
    else:
        logger.warning("notice_not_published", error="too many wait")


def _publish(notices: dict[int, Shape]) -> None:
    try:
        async_to_sync(_send)(notices)
    except Exception as error:
        logger.warning("notice_not_published", error=type(error).__name__)


async def _send(notices: dict[int, Shape]) -> None:
    layer = get_channel_layer()
    if layer is None:
        return
    async with asyncio.timeout(TIMEOUT):
        for user_id, frame in notices.items():
            await layer.group_send(GROUP, {"type": "notice", "user_id": user_id, "frame": frame})

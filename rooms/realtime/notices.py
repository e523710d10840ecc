"""Words for one person, on every socket of theirs in every process. A hint: what they say is on a page too."""

import asyncio

import structlog
from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from django.db import transaction

from accounts.control import GROUP
from rooms.wire.shapes import Shape

logger = structlog.get_logger(__name__)
TIMEOUT = 1.0  # seconds: somebody waits for the answer that this stands behind


def tell(notices: dict[int, Shape]) -> None:
    """After the commit, say each of these frames to the person with this id. Never raises."""
    if notices:
        transaction.on_commit(lambda: _publish(notices))


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

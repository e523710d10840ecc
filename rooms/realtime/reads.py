"""Read places from sockets, gathered so that a busy room does not cost a write a reader a message."""

import asyncio

import structlog

from chatapp.database import in_database
from rooms.actions.reading import mark_read
from rooms.realtime.activity import Activity

logger = structlog.get_logger(__name__)
INTERVAL = 0.3  # seconds


class Reads:
    def __init__(self, activity: Activity) -> None:
        self._activity = activity
        self._places: set[tuple[int, str, int]] = set()
        self._task: asyncio.Task[None] | None = None

    def note(self, user_id: int, slug: str, seq: int) -> None:
        self._places.add((user_id, slug, seq))
        if self._task is None:
            self._task = asyncio.get_running_loop().create_task(self._store())

    async def _store(self) -> None:
        await asyncio.sleep(INTERVAL)
        self._task = None
        places, self._places = self._places, set()
        # Twice: the writer locks the same rows in its own order, and one of the two may be sent back.
        for attempt in (1, 2):
            try:
                moved = await in_database(mark_read, places)
            except Exception as error:
                logger.warning("reads_failed", error=repr(error), attempt=attempt)
            else:
                self._activity.all_read(moved)
                return

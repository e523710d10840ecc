"""One worker: alive, delivering, doing what is due, until it is told to stop."""

import asyncio
import contextlib
import socket
import uuid
from collections.abc import Sequence

import structlog
from django.conf import settings

from chatapp.database import in_database
from rooms.actions.workers import beat, farewell
from rooms.queries.worker import BEAT
from rooms.worker.deliveries import Deliveries
from rooms.worker.jobs import JOBS, Job
from rooms.worker.periodic import Periodic, pause

log = structlog.get_logger(__name__)


class Worker:
    """`stop` may be called from its own event loop only."""

    def __init__(self, jobs: Sequence[Job] = JOBS) -> None:
        self._id = uuid.uuid4()
        self._jobs = jobs
        self._stopping = asyncio.Event()

    def stop(self) -> None:
        self._stopping.set()

    async def run(self) -> None:
        """Ends once what was on its way has been noted, after DRAIN_SECONDS at the latest."""
        log.info("worker_started", worker=str(self._id))
        parts = [self._beat(), Deliveries().run(self._stopping), Periodic(self._jobs).run(self._stopping)]
        tasks = [asyncio.create_task(part) for part in parts]
        await self._stopping.wait()
        _, late = await asyncio.wait(tasks, timeout=settings.DRAIN_SECONDS)
        for task in late:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        log.info("worker_stopped", worker=str(self._id), late=len(late))

    async def _beat(self) -> None:
        while not self._stopping.is_set():
            with contextlib.suppress(Exception):  # it is the others that say what is wrong with the database
                await in_database(beat, self._id, socket.gethostname())
            await pause(self._stopping, BEAT)
        with contextlib.suppress(Exception):
            await in_database(farewell, self._id)

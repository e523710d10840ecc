"""Running the jobs that are due."""

import asyncio
from collections.abc import Sequence

import structlog

from chatapp.database import in_database
from rooms.actions.workers import due_jobs, job_done, take_job
from rooms.worker.jobs import Job

log = structlog.get_logger(__name__)


class Periodic:
    """Looks every `look` seconds; one job after the other, so that they never take all connections."""

    def __init__(self, jobs: Sequence[Job], look: float = 5.0) -> None:
        self._jobs = {job.name: job for job in jobs}
        self._look = look

    async def run(self, stopping: asyncio.Event) -> None:
        while not stopping.is_set():
            try:
                for name in await in_database(due_jobs, list(self._jobs)):
                    if not stopping.is_set():
                        await self._try(self._jobs[name])
            except Exception as error:
                log.warning("jobs_without_database", error=repr(error))
            await pause(stopping, self._look)

    async def _try(self, job: Job) -> None:
        if not await in_database(take_job, job.name, job.limit):
            return
        error = ""
        try:
            found = await in_database(job.run)
            log.info("job", job=job.name, found=found)
        except Exception as failure:
            error = repr(failure)
            log.exception("job_failed", job=job.name)
        await in_database(job_done, job.name, job.every, error)


async def pause(stopping: asyncio.Event, seconds: float) -> None:
    """Wait, but not for longer than there is something to wait for."""
    try:
        async with asyncio.timeout(seconds):
            await stopping.wait()
    except TimeoutError:
        pass

"""Grouped commits: writes that arrive while a transaction runs wait for the next one and share it."""

import asyncio
import contextlib
from concurrent.futures import ThreadPoolExecutor

import structlog
from django.db import Error, IntegrityError, InterfaceError, OperationalError, connection

from chatapp.loops import PerLoop
from rooms.actions.log import Outcome, commit
from rooms.actions.writes import Write
from rooms.errors import ActionError
from rooms.realtime.counters import COUNTERS

logger = structlog.get_logger(__name__)
MOST = 200  # writes in one transaction
REST, LONGEST_REST = 0.15, 0.005  # at most, after a group: of the time it took; seconds
type Answer = Outcome | ActionError


class Writer:
    """One per event loop. `submit` answers once the write is committed (R1), or raises ActionError."""

    def __init__(self) -> None:
        self._waiting: list[tuple[Write, asyncio.Future[Outcome]]] = []
        self._running: asyncio.Task[None] | None = None
        self._enough = 0  # as many as were in the last group: then there is no need to rest any longer
        self._gathered = asyncio.Event()
        self._executor = ThreadPoolExecutor(1, thread_name_prefix="writer")

    def submit(self, write: Write) -> asyncio.Future[Outcome]:
        """Queue a write; the future has its outcome or its ActionError."""
        future: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()
        self._waiting.append((write, future))
        if len(self._waiting) >= self._enough:
            self._gathered.set()
        if self._running is None:
            self._running = asyncio.get_running_loop().create_task(self._run())
        return future

    async def _run(self) -> None:
        loop = asyncio.get_running_loop()
        try:
            while self._waiting:
                group, self._waiting = self._waiting[:MOST], self._waiting[MOST:]
                COUNTERS.batch.observe(len(group))
                started = loop.time()
                answers = await loop.run_in_executor(
                    self._executor, commit_all, [write for write, _ in group]
                )
                for (_, future), answer in zip(group, answers, strict=True):
                    _settle(future, answer)
                if len(group) > 1:
                    await self._rest(len(group), loop.time() - started)
        finally:
            self._running = None

    async def _rest(self, size: int, took: float) -> None:
        """Whoever was just answered may write again at once: let them into the next group."""
        self._enough = size
        self._gathered.clear()
        if len(self._waiting) < size:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(min(LONGEST_REST, REST * took)):
                    await self._gathered.wait()


def _settle(future: asyncio.Future[Outcome], answer: Answer) -> None:
    if future.done():
        return
    if isinstance(answer, Outcome):
        future.set_result(answer)
    else:
        future.set_exception(answer)


def commit_all(writes: list[Write]) -> list[Answer]:
    """Commit a group; if one write spoils it, each alone. A lost connection is tried anew once.

    Trying again is safe: the log knows a repeated client_id (R2), and the other writes change nothing twice.
    """
    for attempt in (1, 2):
        try:
            return _attempt(writes)
        except (OperationalError, InterfaceError) as error:
            logger.warning("group_failed", error=repr(error), writes=len(writes), attempt=attempt)
        except Exception as error:
            logger.warning("group_split", error=repr(error), writes=len(writes))
            return [_alone(write) for write in writes]
    return [unavailable() for _ in writes]


def _alone(write: Write) -> Answer:
    try:
        return _attempt([write])[0]
    except IntegrityError:
        # The same client_id went in through another process meanwhile: the next look finds it.
        return _once_more(write)
    except Exception:
        logger.exception("write_failed")
        return unavailable()


def _once_more(write: Write) -> Answer:
    try:
        return _attempt([write])[0]
    except Exception:
        logger.exception("write_failed")
        return unavailable()


def unavailable() -> ActionError:
    return ActionError("unavailable", "This could not be stored just now; try again.", 503, retry_after=1)


def _attempt(writes: list[Write]) -> list[Answer]:
    try:
        return commit(writes)
    except Error:
        with contextlib.suppress(Error):
            connection.close()  # a lost connection is replaced by the next attempt
        raise


writer = PerLoop(Writer)

"""Grouped commits: writes that arrive while a transaction runs wait for the next one and share it.

Whoever writes is answered first; readers are told while the database is at work on the next group (decision 0010).
"""

import asyncio
import contextlib
from concurrent.futures import ThreadPoolExecutor

import structlog

from chatapp.loops import PerLoop
from rooms.actions.log import Answer, Outcome, Stored, announce
from rooms.actions.writes import Write
from rooms.realtime.attempts import commit_all, unavailable
from rooms.realtime.counters import COUNTERS
from rooms.realtime.publish import is_heard

logger = structlog.get_logger(__name__)
MOST = 200  # writes in one transaction
REST, LONGEST_REST = 0.15, 0.005  # at most, after a group: of the time it took; seconds


class Writer:
    """One per event loop. `submit` answers once the write is committed (R1), or raises ActionError."""

    def __init__(self) -> None:
        self._waiting: list[tuple[Write, asyncio.Future[Outcome]]] = []
        self._running: asyncio.Task[None] | None = None
        self._enough = 0  # as many as were in the last group: then there is no need to rest any longer
        self._gathered = asyncio.Event()
        self._unannounced: Stored = []
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
                answers = await self._carry_out([write for write, _ in group])
                for (_, future), answer in zip(group, answers, strict=True):
                    _settle(future, answer)
                if len(group) > 1:
                    await self._rest(len(group), loop.time() - started)
        finally:
            self._running = None
            self._announce()

    async def _carry_out(self, writes: list[Write]) -> list[Answer]:
        """The group before is announced while the database stores this one: who writes waits for neither."""
        later: Stored = []
        storing = asyncio.get_running_loop().run_in_executor(self._executor, commit_all, writes, later)
        await asyncio.sleep(0)  # lets go of the interpreter, which the thread needs to begin
        self._announce()
        try:
            answers = await storing
        except Exception:
            logger.exception("writer_failed")
            return [unavailable() for _ in writes]
        self._unannounced = later
        return answers

    def _announce(self) -> None:
        """Without a hub to hear it the channel layer is asked, which must not be waited for here."""
        stored, self._unannounced = self._unannounced, []
        if is_heard():
            announce(stored)
        elif stored:
            with contextlib.suppress(RuntimeError):  # the process ends
                self._executor.submit(announce, stored)

    async def _rest(self, size: int, took: float) -> None:
        """Whoever was just answered may write again at once: let them into the next group."""
        self._enough = size
        self._gathered.clear()
        if len(self._waiting) < size:
            limit = min(LONGEST_REST, REST * took)
            timer = asyncio.get_running_loop().call_later(limit, self._gathered.set)
            await self._gathered.wait()
            timer.cancel()


def _settle(future: asyncio.Future[Outcome], answer: Answer) -> None:
    if future.done():
        return
    if isinstance(answer, Outcome):
        future.set_result(answer)
    else:
        future.set_exception(answer)


writer = PerLoop(Writer)

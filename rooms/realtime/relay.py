"""This process's one member of the channel layer: it joins groups, receives, and publishes behind.

The layer may be absent (sends raise) or frozen (they hang): everything here has a limit of a second and
a retry, and nobody waits for it except a reader who joins, and that one only for a second.
"""

import asyncio
import contextlib
from collections.abc import Callable

import structlog
from channels.layers import get_channel_layer

logger = structlog.get_logger(__name__)
TIMEOUT = 1.0  # seconds
PAUSE = 0.5  # seconds between tries
MOST_WAITING = 10_000  # messages kept while the layer is away; numbers cover what is dropped

type Layered = dict[str, object]


class Relay:
    """`on_message` gets every message of every joined group, in the event loop."""

    def __init__(self, on_message: Callable[[Layered], None]) -> None:
        self._on_message = on_message
        self._layer = get_channel_layer()
        self._channel = ""
        self._wanted: set[str] = set()
        self._joined: set[str] = set()
        self._joining: dict[str, asyncio.Event] = {}
        self._outgoing: list[tuple[str, Layered]] = []
        self._changed = asyncio.Event()
        self._posted = asyncio.Event()
        self.failing = False

    async def run(self) -> None:
        """Receive, join and send until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            for work in (self._receive, self._keep_groups, self._send):
                tasks.create_task(self._for_ever(work))

    async def _for_ever(self, work: Callable[[], object]) -> None:
        while True:
            try:
                await work()  # type: ignore[misc]
            except Exception as error:
                self._note(error)
                await asyncio.sleep(PAUSE)

    def _note(self, error: Exception) -> None:
        if not self.failing:
            logger.warning("layer_away", error=repr(error))
        self.failing = True

    # -- groups ----------------------------------------------------------------------------------

    async def join(self, group: str) -> None:
        """Join, waiting at most a second: a reader who cannot be told live is told by number."""
        self._wanted.add(group)
        if group in self._joined:
            return
        self._changed.set()
        joined = self._joining.setdefault(group, asyncio.Event())
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(TIMEOUT):
                await joined.wait()

    def leave(self, group: str) -> None:
        self._wanted.discard(group)
        self._changed.set()

    async def _keep_groups(self) -> None:
        await self._changed.wait()
        self._changed.clear()
        try:
            await self._settle_groups()
        except BaseException:
            self._changed.set()
            raise

    async def _settle_groups(self) -> None:
        if not self._channel:
            return
        for group in self._wanted - self._joined:
            async with asyncio.timeout(TIMEOUT):
                await self._layer.group_add(group, self._channel)
            self._joined.add(group)
            if waiting := self._joining.pop(group, None):
                waiting.set()
        for group in self._joined - self._wanted:
            self._joined.discard(group)  # first: who joins from now on must wait for the next round
            async with asyncio.timeout(TIMEOUT):
                await self._layer.group_discard(group, self._channel)

    # -- messages --------------------------------------------------------------------------------

    async def _receive(self) -> None:
        if not self._channel:
            async with asyncio.timeout(TIMEOUT):
                self._channel = await self._layer.new_channel()
            self._changed.set()
        while True:
            message = await self._layer.receive(self._channel)
            try:
                self._on_message(message)
            except Exception:
                logger.exception("layer_message_failed")

    def post(self, group: str, message: Layered) -> None:
        """Send behind; the oldest go first when too many wait."""
        self._outgoing.append((group, message))
        del self._outgoing[:-MOST_WAITING]
        self._posted.set()

    async def _send(self) -> None:
        await self._posted.wait()
        self._posted.clear()
        outgoing, self._outgoing = self._outgoing, []
        try:
            while outgoing:
                group, message = outgoing[0]
                async with asyncio.timeout(TIMEOUT):
                    await self._layer.group_send(group, message)
                outgoing.pop(0)
                self.failing = False
        except BaseException:
            self._outgoing = (outgoing + self._outgoing)[-MOST_WAITING:]
            self._posted.set()
            raise

"""What a client has sent and the application has not yet taken.

Stock daphne uses an unbounded `asyncio.Queue`. This one is a sixth of its size (a socket holds one for
its whole life) and says when it is full, so that the connection stops reading.
"""

from asyncio import Future, get_running_loop
from collections.abc import Callable
from typing import Any

Message = dict[str, Any]

FULL_MESSAGES = 64
FULL_BYTES = 256 * 1024


class Inbox:
    """A queue of ASGI messages; `get` is the application's `receive`.

    `when_drained` is called, once, when a full inbox has been emptied to a quarter.
    """

    __slots__ = ("messages", "size", "waiters", "was_full", "when_drained")

    def __init__(self, when_drained: Callable[[], None] | None = None) -> None:
        self.messages: list[Message] = []
        self.size = 0
        self.waiters: list[Future[None]] | None = None
        self.when_drained = when_drained
        self.was_full = False

    def put_nowait(self, message: Message) -> None:
        """Never refuses: the caller looks at `full` and stops reading."""
        self.messages.append(message)
        self.size += _size(message)
        self._wake()

    @property
    def full(self) -> bool:
        """True from the limit on, until `when_drained` has been called."""
        self.was_full = self.was_full or len(self.messages) >= FULL_MESSAGES or self.size >= FULL_BYTES
        return self.was_full

    async def get(self) -> Message:
        """The next message, waiting for it when there is none."""
        while not self.messages:
            await self._arrival()
        message = self.messages.pop(0)
        self.size -= _size(message)
        self._drained()
        return message

    async def _arrival(self) -> None:
        waiter = get_running_loop().create_future()
        self.waiters = [*(self.waiters or ()), waiter]
        try:
            await waiter
        except BaseException:
            # The message that woke a cancelled reader is still here: it belongs to the next one.
            if waiter.done() and not waiter.cancelled():
                self._wake()
            raise

    def _wake(self) -> None:
        while self.waiters and self.messages:
            waiter, self.waiters = self.waiters[0], self.waiters[1:] or None
            if not waiter.done():
                waiter.set_result(None)
                return

    def _drained(self) -> None:
        if self.was_full and len(self.messages) <= FULL_MESSAGES // 4 and self.size <= FULL_BYTES // 4:
            self.was_full = False
            if self.when_drained is not None:
                self.when_drained()


def _size(message: Message) -> int:
    content = message.get("text") or message.get("bytes") or message.get("body")
    return len(content) if content else 0

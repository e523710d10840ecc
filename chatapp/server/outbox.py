"""Frames that wait, in order, for a peer that reads too slowly.

Twisted tells a registered producer to pause when the transport holds more than 64 KB
(`FileDescriptor.bufferSize`) and to resume when all of it is written. Stock daphne never asks, so a
reader that stops reading grows the server's memory for ever.
"""

from asyncio import Future, get_running_loop
from collections import deque
from collections.abc import Callable

Waiting = deque[tuple[bytes, Future[None]]]


class Outbox:
    """While `ready`, the socket writes at once; after that each frame waits its turn here.

    `write` puts one frame on the transport. A send that is cancelled while it waits is not written;
    one that waits when the connection goes ends quietly, as ASGI asks of a send after a disconnect.
    """

    __slots__ = ("paused", "waiting", "write")

    def __init__(self, write: Callable[[bytes], None]) -> None:
        self.write = write
        self.paused = False
        self.waiting: Waiting | None = None

    @property
    def ready(self) -> bool:
        """True when a frame written now overtakes nothing and is not held back."""
        return not (self.paused or self.waiting)

    async def wait(self, frame: bytes) -> None:
        """Have the frame written after all that already wait, for when `ready` is false."""
        turn: Future[None] = get_running_loop().create_future()
        if self.waiting is None:
            self.waiting = deque()
        self.waiting.append((frame, turn))
        await turn

    def pause(self) -> None:
        """The transport is full."""
        self.paused = True

    def resume(self) -> None:
        """The transport is empty: written here, not by the woken tasks, so that order cannot change."""
        self.paused = False
        while self.waiting and not self.paused:
            frame, turn = self.waiting.popleft()
            if not turn.done():
                self.write(frame)
                turn.set_result(None)
        self.waiting = self.waiting or None

    def discard(self) -> None:
        """The connection is gone: let everybody go."""
        waiting, self.waiting, self.paused = self.waiting, None, False
        for _, turn in waiting or ():
            if not turn.done():
                turn.set_result(None)

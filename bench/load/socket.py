"""One client: it counts messages by scanning bytes, so that the generator is not what is measured."""

import asyncio
import re
import time
from collections.abc import Callable

from bench.load.frames import CLOSE, PING, PONG, client_frame, header

STAMP = re.compile(rb"at(\d{19})")
LONGEST_HEADER = 10


class Socket(asyncio.Protocol):
    """`count` is how often `marker` has come. It may not occur in anything but a message, once in each."""

    def __init__(self, request: bytes, marker: bytes) -> None:
        assert len(marker) > LONGEST_HEADER
        self._request = request
        self._marker = marker
        self._rest = b""  # the end of what came, in which a marker or a header may be cut
        self._next = 0  # where the next frame starts, from the start of `_rest`
        self._open = False
        self._awaited: tuple[bytes, asyncio.Future[None]] | None = None
        self.transport: asyncio.Transport
        self.count = 0
        self.counted: Callable[[], None] | None = None
        self.delays: dict[int, float] | None = None  # ms by stamp, on the sockets that are sampled
        self.closed: int | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        transport.write(self._request)

    def connection_lost(self, error: Exception | None) -> None:
        self.closed = self.closed or 1006
        self._fail(ConnectionError(f"the server closed the socket with {self.closed}: {self._rest[:200]!r}"))

    def data_received(self, data: bytes) -> None:
        if self._rest:
            data = self._rest + data
        if not self._open and not self._shake(data):
            self._rest = data
            return
        found = data.count(self._marker)
        if self._awaited and self._awaited[0] in data:
            self._settle()
        if self.delays is not None and found:
            self._measure(data, self.delays)
        self._walk(data)
        if found:
            self.count += found
            if self.counted:
                self.counted()

    def _shake(self, data: bytes) -> bool:
        """Whether the handshake's answer is complete."""
        end = data.find(b"\r\n\r\n")
        if end < 0:
            return False
        if not data.startswith(b"HTTP/1.1 101"):
            self._fail(ConnectionError(data[:200].decode(errors="replace")))
        self._open = True
        self._next = end + 4
        if self._awaited and not self._awaited[0]:
            self._settle()
        return True

    def _walk(self, data: bytes) -> None:
        at = self._next
        while (found := header(data, at)) is not None:
            opcode, start, size = found
            if opcode in (PING, CLOSE):
                if start + size > len(data):
                    break
                self._control(opcode, data[start : start + size])
            at = start + size
        cut = max(0, min(len(data) - len(self._marker) + 1, at))
        self._rest, self._next = data[cut:], at - cut

    def _control(self, opcode: int, payload: bytes) -> None:
        if opcode == PING:
            self.transport.write(client_frame(payload, PONG))
        else:
            self.closed = int.from_bytes(payload[:2]) or 1005

    def _measure(self, data: bytes, delays: dict[int, float]) -> None:
        now = time.monotonic_ns()
        for text in STAMP.findall(data):
            delays.setdefault(int(text), (now - int(text) + BASE) / 1e6)

    # What a scenario does with it

    async def hear(self, text: bytes) -> None:
        """Wait for something that the server has not said yet. Empty: for the handshake."""
        self._awaited = (text, asyncio.get_running_loop().create_future())
        await self._awaited[1]

    def _settle(self) -> None:
        assert self._awaited is not None
        future, self._awaited = self._awaited[1], None
        if not future.done():
            future.set_result(None)

    def _fail(self, error: Exception) -> None:
        if self._awaited is not None and not self._awaited[1].done():
            self._awaited[1].set_exception(error)
        self._awaited = None

    def say(self, text: str) -> None:
        self.transport.write(client_frame(text.encode()))

    def hang_up(self) -> None:
        self.transport.abort()


BASE = 10**18  # so that every stamp has 19 digits


def stamp() -> str:
    """A text that a sampled socket recognises and measures the age of."""
    return f"at{BASE + time.monotonic_ns()}"

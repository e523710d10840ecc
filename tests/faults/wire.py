"""A websocket client with no task and no queue of its own, so that a thousand cost one process little.

It speaks RFC 6455 as far as our server does: whole text frames, close, ping.
"""

import asyncio
import os
import socket
import struct
from base64 import b64encode
from collections.abc import Callable

TEXT, CLOSE, PING, PONG = 1, 8, 9, 10
FIN, MASKED = 0x80, 0x80
SWITCHING = 101
ETHERNET = 1460  # bytes a segment: loopback's 64 KB would let the kernel hide megabytes


class Wire(asyncio.Protocol):
    """`on_text` gets each frame's payload, `on_end` (once) the close code, 1006 when there was none."""

    def __init__(self, on_text: Callable[[bytes], None], on_end: Callable[[int], None]) -> None:
        self._on_text = on_text
        self._on_end = on_end
        self._buffer = bytearray()
        self._code = 1006
        self._upgraded = False
        self.open: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        self.transport: asyncio.Transport = None  # type: ignore[assignment]
        self.port = 0
        self.ended: int | None = None  # the close code, once it is over

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport  # type: ignore[assignment]
        self.port = transport.get_extra_info("peername")[1]

    def connection_lost(self, error: Exception | None) -> None:
        if not self.open.done():
            self.open.set_result(0)
        self.ended = self._code
        self._on_end(self._code)

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        if not self._upgraded and not self._take_answer():
            return
        while self._take_frame():
            pass

    def _take_answer(self) -> bool:
        end = self._buffer.find(b"\r\n\r\n")
        if end < 0:
            return False
        status = int(self._buffer[9:12])
        del self._buffer[: end + 4]
        self._upgraded = status == SWITCHING
        if not self.open.done():
            self.open.set_result(status)
        return self._upgraded

    def _take_frame(self) -> bool:
        buffer = self._buffer
        if len(buffer) < 2:
            return False
        size, start = buffer[1], 2
        if size >= 126:
            start, form = (4, "!H") if size == 126 else (10, "!Q")
            if len(buffer) < start:
                return False
            (size,) = struct.unpack_from(form, buffer, 2)
        if len(buffer) < start + size:
            return False
        payload = bytes(buffer[start : start + size])
        kind = buffer[0] & 0x0F
        del buffer[: start + size]
        self._took(kind, payload)
        return True

    def _took(self, kind: int, payload: bytes) -> None:
        if kind == TEXT:
            self._on_text(payload)
        elif kind == PING:
            self._write(PONG, payload)
        elif kind == CLOSE:
            self._code = struct.unpack("!H", payload[:2])[0] if payload else 1005
            self._write(CLOSE, payload[:2])
            self.transport.close()

    def say(self, text: str) -> None:
        self._write(TEXT, text.encode())

    def close(self) -> None:
        self._write(CLOSE, struct.pack("!H", 1000))
        self.transport.close()

    def _write(self, kind: int, payload: bytes) -> None:
        """Masked, as a client must, with a key of zeros: the payload stays as it is."""
        if self.transport.is_closing():
            return
        size = len(payload)
        if size < 126:
            head = struct.pack("!BB", FIN | kind, MASKED | size)
        elif size < 1 << 16:
            head = struct.pack("!BBH", FIN | kind, MASKED | 126, size)
        else:
            head = struct.pack("!BBQ", FIN | kind, MASKED | 127, size)
        self.transport.write(head + b"\0\0\0\0" + payload)


def request(port: int, token: str, protocol: str) -> bytes:
    key = b64encode(os.urandom(16)).decode()
    lines = [
        "GET /ws/ HTTP/1.1",
        f"Host: 127.0.0.1:{port}",
        "Upgrade: websocket",
        "Connection: Upgrade",
        "Sec-WebSocket-Version: 13",
        f"Sec-WebSocket-Key: {key}",
        f"Sec-WebSocket-Protocol: {protocol}",
        f"Authorization: Bearer {token}",
    ]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


async def dial(
    port: int,
    token: str,
    on_text: Callable[[bytes], None],
    on_end: Callable[[int], None],
    *,
    protocol: str = "chat.v1.json",
    small_buffers: bool = False,
    seconds: float = 10,
) -> Wire:
    """Connect; raises OSError (ConnectionError, TimeoutError) when that fails. `small_buffers`: as over a network."""
    loop = asyncio.get_running_loop()
    link = socket.socket()
    link.setblocking(False)
    if small_buffers:
        link.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 32 * 1024)
        link.setsockopt(socket.IPPROTO_TCP, socket.TCP_MAXSEG, ETHERNET)
    wire = Wire(on_text, on_end)
    try:
        async with asyncio.timeout(seconds):
            await loop.sock_connect(link, ("127.0.0.1", port))
            await loop.create_connection(lambda: wire, sock=link)
            wire.transport.write(request(port, token, protocol))
            status = await asyncio.shield(wire.open)
    except BaseException:
        if wire.transport is None:
            link.close()
        else:  # never the socket below a transport: its number would be another connection's
            wire.transport.abort()
        raise
    if status != SWITCHING:
        wire.transport.abort()
        raise ConnectionRefusedError(f"the handshake was answered with {status}")
    return wire

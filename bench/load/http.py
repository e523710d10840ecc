"""HTTP/1.1 requests over a few kept connections, as fast as the answers come."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import cycle, islice

from bench.figures import percentile


@dataclass(slots=True)
class Volley:
    """Delays are milliseconds, one a request."""

    seconds: float
    delays: list[float] = field(default_factory=list)

    @property
    def rate(self) -> float:
        return len(self.delays) / self.seconds

    @property
    def p50(self) -> float:
        return percentile(self.delays, 0.50)

    @property
    def p99(self) -> float:
        return percentile(self.delays, 0.99)


@dataclass(slots=True, frozen=True)
class Address:
    port: int
    path: str
    headers: tuple[str, ...] = ()

    def request(self) -> bytes:
        lines = [f"GET {self.path} HTTP/1.1", f"Host: 127.0.0.1:{self.port}", *self.headers]
        return "\r\n".join([*lines, "", ""]).encode()


async def volley(addresses: Sequence[Address], seconds: float, connections: int = 8) -> Volley:
    """Each connection keeps to one of the addresses. Raises ConnectionError for any answer but 200."""
    started = time.perf_counter()
    until = started + seconds
    asked = islice(cycle(addresses), connections)
    delays = await asyncio.gather(*(_keep_asking(address, until) for address in asked))
    taken = time.perf_counter() - started
    return Volley(taken, [delay for one in delays for delay in one])


async def ask(address: Address) -> tuple[float, bytes]:
    """One request on a connection of its own: its milliseconds and the answer's body."""
    reader, writer = await asyncio.open_connection("127.0.0.1", address.port)
    try:
        return await _ask(reader, writer, address.request())
    finally:
        writer.close()


async def _keep_asking(address: Address, until: float) -> list[float]:
    reader, writer = await asyncio.open_connection("127.0.0.1", address.port)
    request, delays = address.request(), []
    try:
        while time.perf_counter() < until:
            delays.append((await _ask(reader, writer, request))[0])
    finally:
        writer.close()
    return delays


async def _ask(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, request: bytes
) -> tuple[float, bytes]:
    started = time.perf_counter()
    writer.write(request)
    head = (await reader.readuntil(b"\r\n\r\n")).lower()
    if not head.startswith(b"http/1.1 200"):
        raise ConnectionError(head[:400].decode(errors="replace"))
    if b"transfer-encoding: chunked" in head:
        body = await _chunks(reader)
    else:
        body = await reader.readexactly(_length(head))
    return (time.perf_counter() - started) * 1000, body


def _length(head: bytes) -> int:
    return int(head.partition(b"content-length:")[2].split(b"\r\n", 1)[0])


async def _chunks(reader: asyncio.StreamReader) -> bytes:
    body = b""
    while size := int((await reader.readuntil(b"\r\n")).strip(), 16):
        body += (await reader.readexactly(size + 2))[:-2]
    await reader.readexactly(2)
    return body

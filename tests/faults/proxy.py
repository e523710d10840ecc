"""A TCP proxy in front of a server, which delays, cuts, resets and stalls each direction."""

import asyncio
import socket
import struct
from contextlib import suppress
from typing import Self

from tests.services.ports import free_port

CHUNK = 64 * 1024


class Direction:
    """What is done to bytes that go one way. `delay` is in seconds; `stalled` holds them back, reading nothing."""

    def __init__(self) -> None:
        self.delay = 0.0
        self.bytes = 0
        self._flowing = asyncio.Event()
        self._flowing.set()

    def stall(self) -> None:
        self._flowing.clear()

    def flow(self) -> None:
        self._flowing.set()

    async def pump(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Until either side ends; the other then hears the end too."""
        with suppress(ConnectionError):
            while True:
                await self._flowing.wait()
                data = await reader.read(CHUNK)
                if not data:
                    break
                if self.delay:
                    await asyncio.sleep(self.delay)
                await self._flowing.wait()
                self.bytes += len(data)
                writer.write(data)
                await writer.drain()
            writer.write_eof()


class Proxy:
    """`async with Proxy(port) as proxy:` listens on `proxy.port`. `there` is towards the server, `back` from it."""

    def __init__(self, target: int) -> None:
        self.target = target
        self.port = free_port()
        self.there = Direction()
        self.back = Direction()
        self.refusing = False
        self._links: set[tuple[asyncio.StreamWriter, asyncio.StreamWriter]] = set()
        self._tasks: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self.port, limit=CHUNK)
        return self

    async def __aexit__(self, *error: object) -> None:
        self._server.close()
        self.reset()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def __len__(self) -> int:
        return len(self._links)

    def stall(self) -> None:
        """A network that swallows everything: connections stay, nothing arrives."""
        self.there.stall()
        self.back.stall()

    def flow(self) -> None:
        self.there.flow()
        self.back.flow()

    def cut(self) -> None:
        """End every connection in order (FIN), as a proxy that is restarted."""
        for near, far in list(self._links):
            near.close()
            far.close()

    def reset(self) -> None:
        """End every connection at once (RST), what was under way is lost."""
        for link in list(self._links):
            for writer in link:
                _linger_not(writer)
                writer.transport.abort()

    async def _serve(self, near_in: asyncio.StreamReader, near: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        if self.refusing:
            near.transport.abort()
            return
        try:
            far_in, far = await asyncio.open_connection("127.0.0.1", self.target, limit=CHUNK)
        except OSError:
            near.transport.abort()
            return
        await self._carry(near_in, near, far_in, far)

    async def _carry(
        self,
        near_in: asyncio.StreamReader,
        near: asyncio.StreamWriter,
        far_in: asyncio.StreamReader,
        far: asyncio.StreamWriter,
    ) -> None:
        link = (near, far)
        self._links.add(link)
        try:
            await asyncio.gather(self.there.pump(near_in, far), self.back.pump(far_in, near))
        finally:
            self._links.discard(link)
            near.close()
            far.close()


def _linger_not(writer: asyncio.StreamWriter) -> None:
    """Closing now sends a reset in place of an orderly end."""
    link = writer.get_extra_info("socket")
    with suppress(OSError):
        link.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

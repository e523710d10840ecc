"""People who go on writing while something happens to somebody else."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from tests.chat.deployment import Deployment
from tests.chat.people import Person
from tests.chat.socket import Socket


class Traffic:
    """`sent` counts messages, `delays` are the seconds from each to its acknowledgement."""

    def __init__(self) -> None:
        self.sent = 0
        self.over = False
        self.refused: list[str] = []
        self.delays: list[float] = []

    async def write(self, socket: Socket, room: str, rate: float) -> None:
        while not self.over:  # what is on its way when it ends is still answered, and counted
            began = time.monotonic()
            answer = await socket.send(room, f"traffic {self.sent}")
            if answer["type"] == "ack":
                self.sent += 1
                self.delays.append(time.monotonic() - began)
            else:
                self.refused.append(answer["code"])
            await asyncio.sleep(max(0.0, 1 / rate - (time.monotonic() - began)))


@asynccontextmanager
async def traffic(
    deployment: Deployment, writers: list[Person], room: str, rate: float
) -> AsyncIterator[Traffic]:
    """These people write `rate` messages a second together, through both processes by turns."""
    found = Traffic()
    servers = [deployment.servers[number % 2] for number in range(len(writers))]
    sockets = [await Socket.open(server, one) for server, one in zip(servers, writers, strict=True)]
    tasks = [asyncio.create_task(found.write(socket, room, rate / len(writers))) for socket in sockets]
    try:
        yield found
    finally:
        found.over = True
        await asyncio.gather(*tasks)
        for socket in sockets:
            await socket.close()

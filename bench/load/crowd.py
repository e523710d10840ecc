"""Many clients of one server, and the messages they push through it."""

import asyncio
import itertools
import random
import time
from dataclasses import dataclass
from typing import Self

from bench.cores import Busy, processor_seconds
from bench.load.party import Party
from bench.load.socket import Socket

AT_ONCE = 50  # connections being opened
SENDERS = 20
FORGIVING = 0.5  # seconds without any message after which those under way are given up
QUIET = 10.0  # seconds without a delivery after which what is missing counts as lost


@dataclass(slots=True)
class Push:
    """What became of one push. `seconds`: from the first send to the last delivery."""

    sent: int
    delivered: int
    expected: int
    seconds: float
    server_seconds: float  # the server's processor time
    generator: float  # how much of its core the generator used, 0 to 1

    @property
    def rate(self) -> float:
        return self.delivered / self.seconds

    @property
    def lost(self) -> int:
        return self.expected - self.delivered

    @property
    def thrift(self) -> float:
        """Deliveries a second of the server's processor time: what neighbours on the machine hardly disturb."""
        return self.delivered / self.server_seconds


class Crowd:
    def __init__(self, party: Party, sockets: list[Socket]) -> None:
        self.party = party
        self.sockets = sockets

    @classmethod
    async def gather(cls, party: Party, number: int) -> Self:
        """Open the sockets, greet, and wait until each is ready. Raises ConnectionError, TimeoutError."""
        gate = asyncio.Semaphore(AT_ONCE)

        async def one(index: int) -> Socket:
            async with gate, asyncio.timeout(60):
                return await open_socket(party, index)

        return cls(party, list(await asyncio.gather(*(one(index) for index in range(number)))))

    @classmethod
    async def storm(cls, party: Party, number: int) -> tuple[Self, int]:
        """All at once, and again within a second for whom the server turns away, as real clients do.

        Answers how often that was, too.
        """
        refused = 0

        async def one(index: int) -> Socket:
            nonlocal refused
            while True:
                try:
                    return await open_socket(party, index)
                except ConnectionError:
                    refused += 1
                    await asyncio.sleep(random.random())

        async with asyncio.timeout(120):
            return cls(party, list(await asyncio.gather(*(one(index) for index in range(number))))), refused

    @property
    def delivered(self) -> int:
        return sum(socket.count for socket in self.sockets)

    def close(self) -> None:
        for socket in self.sockets:
            socket.hang_up()

    async def push(self, seconds: float, body: str) -> Push:
        """Push as fast as messages come back, for so long; then wait until all have everything."""
        busy, started, server = Busy(), time.perf_counter(), processor_seconds(self.party.pid)
        pump = Pump(self, started + seconds, body)
        self.sockets[0].counted = pump.advance
        before = self.delivered
        while time.perf_counter() < started + seconds:
            pump.advance()
            await asyncio.sleep(FORGIVING)
            pump.forgive()
        pump.over = True
        expected = pump.sent * len(self.sockets)
        ended = await self.settled(before + expected)
        self.sockets[0].counted = None
        used = processor_seconds(self.party.pid) - server
        return Push(pump.sent, self.delivered - before, expected, ended - started, used, busy.share)

    async def settled(self, total: int) -> float:
        """When the last delivery was seen (to 5 ms): all of them, or nothing more for `QUIET` seconds."""
        seen, at = self.delivered, time.perf_counter()
        while seen < total and time.perf_counter() - at < QUIET:
            await asyncio.sleep(0.005)
            if (now := self.delivered) != seen:
                seen, at = now, time.perf_counter()
        return at


class Pump:
    """Keeps `window` messages under way, seen from the crowd's first socket."""

    def __init__(self, crowd: Crowd, until: float, body: str) -> None:
        self._crowd = crowd
        self._until = until
        self._body = body
        self._senders = itertools.cycle(crowd.sockets[:SENDERS])
        self._start = self._last = crowd.sockets[0].count
        self.sent = 0
        self.over = False

    def forgive(self) -> None:
        """What a server has lost must not hold up the rest."""
        seen = self._crowd.sockets[0].count
        if seen == self._last:
            self._start = seen - self.sent
        self._last = seen

    def advance(self) -> None:
        if self.over or time.perf_counter() > self._until:
            return
        back = self._crowd.sockets[0].count - self._start
        while self.sent - back < self._crowd.party.window:
            self.sent += 1
            next(self._senders).say(self._crowd.party.say(f"{self._body} {self.sent}"))


async def open_socket(party: Party, number: int) -> Socket:
    """One client, through its handshake and greeting."""
    socket = Socket(party.request(number), party.marker)
    loop = asyncio.get_running_loop()
    opened = loop.create_task(socket.hear(b""))
    await asyncio.sleep(0)
    await loop.create_connection(lambda: socket, "127.0.0.1", party.port)
    await opened
    for text in party.greeting(number):
        socket.say(text)
    if party.ready:
        await socket.hear(party.ready)
    return socket

"""Many clients in one room, some of whom write, and the wait until every one of them is current."""

import asyncio
import random
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Self

from tests.chat.people import Person
from tests.faults.checker import Counts, check
from tests.faults.client import Client, Ports
from tests.faults.sender import Sender, Sent
from tests.faults.site import Site

PEOPLE = 20
AT_ONCE = 40  # connecting at the same time


class Crowd:
    """`size` sockets of 20 people, who are members of one room; each person has one sender."""

    def __init__(self, site: Site, size: int, *, fresh_ids: bool = False, ports: Ports | None = None) -> None:
        self.site = site
        people = site.people(min(PEOPLE, size), "f")
        self.room = site.room(people[0], *people[1:])
        ports = ports or site.ports
        self.clients = [Client(people[place % len(people)], self.room, ports) for place in range(size)]
        self.senders = [Sender(client, fresh_ids) for client in self.clients[: len(people)]]
        self.people: list[Person] = people
        self.tasks: list[asyncio.Task[None]] = []

    async def __aenter__(self) -> Self:
        for start in range(0, len(self.clients), AT_ONCE):
            group = self.clients[start : start + AT_ONCE]
            for client in group:
                client.enter()
            async with asyncio.timeout(30):
                await asyncio.gather(*(client.current.wait() for client in group))
        return self

    async def __aexit__(self, *error: object) -> None:
        for task in self.tasks:
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)
        await asyncio.gather(*(client.leave() for client in self.clients))

    # -- writing -----------------------------------------------------------------------------------

    @contextmanager
    def talking(self, a_second: float, size: int = 60) -> Iterator[None]:
        """Everybody writes, `a_second` messages of about `size` characters together."""
        pause = len(self.senders) / a_second
        stop = asyncio.Event()
        self.tasks += [asyncio.create_task(self._talk(sender, pause, size, stop)) for sender in self.senders]
        try:
            yield
        finally:
            stop.set()

    async def _talk(self, sender: Sender, pause: float, size: int, stop: asyncio.Event) -> None:
        await asyncio.sleep(random.uniform(0, pause))
        number = 0
        while not stop.is_set():
            number += 1
            await sender.say(f"{sender.client.person.username} {number} ".ljust(size, "."))
            await asyncio.sleep(pause)

    async def finished(self, seconds: float = 30) -> None:
        """Everything that was begun has been acknowledged."""
        _, pending = await asyncio.wait(self.tasks, timeout=seconds)
        waiting = [(sender.client, one) for sender in self.senders for one in sender.sent if not one.acked]
        shown = [(str(client), one.tries, one.errors[-3:]) for client, one in waiting]
        assert not pending, f"{len(pending)} go on, {len(waiting)} are not acknowledged: {shown[:5]}"
        self.tasks.clear()

    @property
    def sent(self) -> list[Sent]:
        return [one for sender in self.senders for one in sender.sent]

    # -- waiting and judging -----------------------------------------------------------------------

    async def current(
        self, within: float, clients: list[Client] | None = None, elsewhere_than: int = 0
    ) -> float:
        """The seconds until every client is connected and has what the room had at the time of asking.

        Past `within` an AssertionError. `elsewhere_than` is a port that nobody may be on any more.
        """
        started = time.monotonic()
        _, version = await asyncio.to_thread(self.site.head, self.room)
        clients = self.clients if clients is None else clients
        while behind := [client for client in clients if not client.has(version, elsewhere_than)]:
            await asyncio.sleep(0.02)
            shown = [(client.version, client.wire is not None) for client in behind[:9]]
            said = (
                f"{len(behind)} of {len(clients)} are behind {version} (their versions, connected): {shown}"
            )
            assert time.monotonic() - started < within, said
        return time.monotonic() - started

    def counts(self, clients: list[Client] | None = None) -> Counts:
        return check(self.site.log(self.room), clients or self.clients, self.sent)

    @property
    def closes(self) -> list[int]:
        """The code of every socket that has ended."""
        return [code for client in self.clients for code in client.closes]

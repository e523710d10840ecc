"""R6: who reads too slowly harms only themselves: bounded memory, closed with 4409, current again later."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from chatapp.server.closing import CLOSE_SECONDS
from tests.faults.client import Client
from tests.faults.crowd import Crowd
from tests.faults.site import Site, WebProcess, beside
from tests.faults.size import size

MEMBERS = size(50, 500)
SLOW = 10
MB = 1024 * 1024
LONG = 9_000  # characters, twice that in a frame: 1 MB are 60 messages
WARM = 40  # messages: less than 1 MB, which nobody can be behind with at the beginning, however busy the machine is
MESSAGES = 160  # 2.9 MB: what the kernel takes is not in the server's memory


async def write(crowd: Crowd, number: int) -> None:
    """`number` long messages, shared out among the writers."""
    each = max(1, number // len(crowd.senders))
    bodies = [f"{place} ".ljust(LONG, "x") for place in range(each)]

    async def one(sender) -> None:
        for body in bodies:
            await sender.say(body)

    await asyncio.gather(*(one(sender) for sender in crowd.senders))


def stall(client: Client) -> None:
    """It stops reading: the kernel's buffers fill, then the server's."""
    assert client.wire is not None
    client.wire.transport.pause_reading()


def read_on(client: Client) -> None:
    if client.wire is not None:
        client.wire.transport.resume_reading()


def stop_confirming(client: Client) -> None:
    """It reads and says nothing: the network swallows what its program has not dealt with."""
    client.confirms = False
    client.may_return.clear()  # or its catching up would be counted as its standing still


def confirm_again(client: Client) -> None:
    client.confirms = True
    client.may_return.set()


STALLS = {"the socket": (stall, read_on), "seen": (stop_confirming, confirm_again)}


def enter_slow(crowd: Crowd, how: str) -> tuple[list[Client], list[Client]]:
    """(the slow, the others). Whoever confirms with `seen` does so from the beginning."""
    slow, others = crowd.clients[-SLOW:], crowd.clients[:-SLOW]
    for client in slow:
        client.small_buffers = True
    for client in crowd.clients:
        client.confirms = how == "seen"
    return slow, others


@pytest.mark.parametrize("how", STALLS)
async def test_a_stalled_socket_is_closed_and_catches_up_and_nobody_else_notices(
    site: Site, how: str, figures
) -> None:
    crowd = Crowd(site, MEMBERS, ports=lambda: [site.first.port])
    slow, others = enter_slow(crowd, how)
    begin, end = STALLS[how]
    async with crowd:
        for _ in range(2):  # so that memory is what such a load needs
            await write(crowd, WARM)
            await crowd.current(within=5)
        assert [client.closes for client in crowd.clients if client.closes] == []
        for client in slow:
            begin(client)
        began = time.monotonic()
        async with memory_of(site.web[0]) as growth:
            await write(crowd, MESSAGES)
            took = await crowd.current(within=5, clients=others)
        stalled = time.monotonic() - began
        for client in slow:
            end(client)
        caught_up = await crowd.current(within=5)
        each = max(growth) / SLOW / MB
        figures(members=MEMBERS, others_current_after=took, slow_caught_up=caught_up, megabytes_each=each)
        # Who does not read the close for so long is cut off, and has no code: where everything is slow, some are.
        codes = {4409} if stalled < CLOSE_SECONDS else {4409, 1006}
        assert [
            client.closes for client in slow if len(client.closes) != 1 or client.closes[0] not in codes
        ] == []
        assert [client.closes for client in others if client.closes] == []
        assert each < 1
        assert not crowd.counts()


@asynccontextmanager
async def memory_of(web: WebProcess) -> AsyncIterator[list[int]]:
    """How many bytes more than at the beginning the process held, looked at every 20 ms."""
    start, growth = web.memory(), [0]

    async def watch() -> None:
        while True:
            growth.append(web.memory() - start)
            await asyncio.sleep(0.02)

    task = asyncio.create_task(watch())
    yield growth
    task.cancel()


async def test_twin_without_a_bound_the_server_keeps_everything_for_the_stalled(site: Site) -> None:
    with beside(site, without="bounded_backlog") as made:
        crowd = Crowd(site, 30, ports=made.ports)
        slow, others = enter_slow(crowd, "the socket")
        async with crowd:
            for client in slow:
                stall(client)
            await write(crowd, MESSAGES)
            await crowd.current(within=5, clients=others)
            for client in slow:
                read_on(client)
            await crowd.current(within=5)
            assert [client.closes for client in slow] == [[]] * SLOW


async def test_twin_that_waits_for_each_socket_lets_one_hold_all(site: Site) -> None:
    with beside(site, without="never_waiting") as made:
        crowd = Crowd(site, 30, ports=made.ports)
        slow, others = enter_slow(crowd, "the socket")
        async with crowd:
            for client in slow:
                stall(client)
            await write(crowd, MESSAGES)
            with pytest.raises(AssertionError, match="are behind"):
                await crowd.current(within=3, clients=others)

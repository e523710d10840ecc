"""R7: a deploy is invisible: SIGTERM and a rolling restart, under load."""

import asyncio
import signal
import time
from typing import NamedTuple

import pytest

from tests.faults.crowd import Crowd
from tests.faults.site import Site, WebProcess, beside, start
from tests.faults.size import size

SOCKETS = size(200, 1000)
WITHIN = 10  # seconds until everybody is current again
DRAIN = 10  # seconds, DRAIN_SECONDS' default
GRACE = 2
GOING_AWAY = 4503


class Replaced(NamedTuple):
    """Seconds from SIGTERM until everybody was current and until the process ended, and its exit status."""

    current: float
    ended: float
    status: int


async def replace(crowd: Crowd, server: WebProcess) -> Replaced:
    """A deploy of one process: SIGTERM, wait for its end, start anew."""
    assert server.process is not None
    begun = time.monotonic()
    server.process.send_signal(signal.SIGTERM)
    ending = asyncio.create_task(asyncio.to_thread(server.process.wait, DRAIN + GRACE))
    await crowd.current(within=WITHIN, elsewhere_than=server.port)
    current = time.monotonic() - begun
    status = await ending
    ended = time.monotonic() - begun
    await start(server)
    return Replaced(current, ended, status)


async def test_a_rolling_restart_under_load_loses_nothing_and_is_over_in_seconds(site: Site, figures) -> None:
    async with Crowd(site, SOCKETS) as crowd:
        with crowd.talking(40):
            await asyncio.sleep(1)
            found = [await replace(crowd, server) for server in site.web]
        await crowd.finished(10)
        await crowd.current(within=5)
        figures(
            sockets=SOCKETS,
            sent=len(crowd.sent),
            repeated=sum(one.tries > 1 for one in crowd.sent),
            slowest_ack=max(one.seconds for one in crowd.sent),
            current_after=max(one.current for one in found),
            ended_after=max(one.ended for one in found),
        )
        assert [one.status for one in found] == [0, 0]
        assert set(crowd.closes) == {GOING_AWAY}
        assert len(crowd.closes) >= SOCKETS
        assert not crowd.counts()


async def test_twin_without_a_drain_sockets_are_torn_off(site: Site) -> None:
    with beside(site, 2, without="drain") as made:
        async with Crowd(site, 40, ports=made.ports) as crowd:
            with crowd.talking(40):
                await asyncio.sleep(0.5)
                await replace(crowd, made[0])
            with pytest.raises(AssertionError):
                assert set(crowd.closes) == {GOING_AWAY}

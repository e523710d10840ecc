"""R4: losing Redis loses nothing. Killed, frozen, cut off: sends go on, and everybody is told everything in time."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from statistics import median

import pytest

from tests.faults.crowd import Crowd
from tests.faults.proxy import Proxy
from tests.faults.site import Site, beside, kill, start
from tests.faults.size import size

CLIENTS = size(100, 1000)
AWAY = size(3, 10)  # seconds
RETURN = 5  # seconds after its return in which everybody has everything
A_SECOND = 40  # messages


@asynccontextmanager
async def killed(site: Site) -> AsyncIterator[None]:
    await kill(site.services.redis_server)
    yield
    await start(site.services.redis_server)


@asynccontextmanager
async def frozen(site: Site) -> AsyncIterator[None]:
    site.services.redis_server.freeze()
    yield
    site.services.redis_server.thaw()


OUTAGES = {"killed": killed, "frozen": frozen}


async def away(crowd: Crowd, outage: str, seconds: float) -> None:
    """Redis goes, everybody writes on, Redis returns."""
    with crowd.talking(A_SECOND):
        await asyncio.sleep(1)
        async with OUTAGES[outage](crowd.site):
            await asyncio.sleep(seconds)
    await crowd.finished(10)


@pytest.mark.parametrize("outage", OUTAGES)
async def test_while_redis_is_away_sends_go_on_and_nothing_is_lost(site: Site, outage: str, figures) -> None:
    async with Crowd(site, CLIENTS) as crowd:
        await away(crowd, outage, AWAY)
        took = await crowd.current(within=RETURN)
        slowest = max(one.seconds for one in crowd.sent)
        figures(clients=CLIENTS, sent=len(crowd.sent), slowest_ack=slowest, current_after=took)
        assert [one.errors for one in crowd.sent if one.errors] == []
        assert slowest < 2
        assert not crowd.counts()
        assert crowd.closes == []  # nobody had to reconnect
        await channel_layer_works_again(crowd)


async def channel_layer_works_again(crowd: Crowd) -> None:
    """The processes hear each other at once: comparing heads alone would take a second on average."""
    await asyncio.sleep(2)
    times = []
    for sender in crowd.senders[:7]:
        await sender.say("is anybody there?")
        times.append(await crowd.current(within=RETURN))
    assert median(times) < 0.5


async def test_twin_without_comparing_heads_readers_miss_what_redis_lost(site: Site) -> None:
    with beside(site, 2, without="head_check") as made:
        async with Crowd(site, 20, ports=made.ports) as crowd:
            await crowd.current(within=1)
            await away(crowd, "killed", 2)
            with pytest.raises(AssertionError, match="are behind"):
                await crowd.current(within=RETURN)


async def test_twin_that_publishes_before_it_answers_stops_with_redis(site: Site) -> None:
    with beside(site, without="publishing_behind") as made:
        async with Crowd(site, 20, ports=made.ports) as crowd:
            await away(crowd, "frozen", 4)
            assert max(one.seconds for one in crowd.sent) > 2


async def test_a_network_that_stalls_cuts_resets_and_delays_redis_loses_nothing(site: Site, figures) -> None:
    redis = site.services.redis_server
    async with Proxy(redis.port) as proxy:
        url = redis.url.replace(f":{redis.port}/", f":{proxy.port}/")
        with beside(site, 2, REDIS_URL=url) as made:
            async with Crowd(site, size(20, 200), ports=made.ports) as crowd:
                with crowd.talking(A_SECOND):
                    await trouble(proxy)
                await crowd.finished(10)
                took = await crowd.current(within=RETURN)
                figures(sent=len(crowd.sent), current_after=took)
                assert len(proxy) > 0
                assert [one.errors for one in crowd.sent if one.errors] == []
                assert max(one.seconds for one in crowd.sent) < 2
                assert not crowd.counts()
                assert crowd.closes == []


async def trouble(proxy: Proxy) -> None:
    await asyncio.sleep(0.5)
    proxy.stall()
    await asyncio.sleep(2)
    proxy.flow()
    await asyncio.sleep(0.5)
    proxy.reset()
    await asyncio.sleep(1)
    proxy.cut()
    await asyncio.sleep(0.5)
    proxy.back.delay = 0.2
    await asyncio.sleep(0.5)
    proxy.back.delay = 0
    proxy.there.stall()  # one direction only: requests vanish, old answers still come
    await asyncio.sleep(1.5)
    proxy.there.flow()

"""Everything at once: sends, edits, deletions, reactions, joins, while web processes, Redis and PostgreSQL die."""

import asyncio
import random
import signal
import time
from collections.abc import Awaitable, Callable

from tests.faults.changer import Changer, come_and_go
from tests.faults.crowd import Crowd
from tests.faults.site import Site, kill, start
from tests.faults.size import size

SECONDS = size(30, 600)
CLIENTS = size(40, 100)
WARM = size(8, 120)  # seconds until memory is what such a load needs
FLAT = 16  # MB that the process that nobody kills may grow by after that
QUIET = 4  # seconds without a fault, at the end
MB = 1024 * 1024


async def kill_web(site: Site) -> None:
    await kill(site.second)
    await start(site.second)


async def deploy_web(site: Site) -> None:
    assert site.second.process is not None
    site.second.process.send_signal(signal.SIGTERM)
    await asyncio.to_thread(site.second.process.wait, 12)
    await start(site.second)


async def kill_redis(site: Site) -> None:
    await kill(site.services.redis_server)
    await asyncio.sleep(random.uniform(0.5, 3))
    await start(site.services.redis_server)


async def freeze_redis(site: Site) -> None:
    site.services.redis_server.freeze()
    await asyncio.sleep(random.uniform(0.5, 3))
    site.services.redis_server.thaw()


async def kill_postgres(site: Site) -> None:
    await kill(site.services.postgres)
    await asyncio.sleep(random.uniform(0, 1))
    await start(site.services.postgres)


FAULTS: list[Callable[[Site], Awaitable[None]]] = [
    kill_web,
    deploy_web,
    kill_redis,
    freeze_redis,
    kill_postgres,
]


async def break_things(site: Site, until: float) -> list[str]:
    """Each kind once, in any order, and again and again until then; what was done."""
    done: list[str] = []
    waiting: list[Callable[[Site], Awaitable[None]]] = []
    while time.monotonic() < until or len(done) < len(FAULTS):
        waiting = waiting or random.sample(FAULTS, len(FAULTS))
        fault = waiting.pop()
        await fault(site)
        done.append(fault.__name__)
        await asyncio.sleep(random.uniform(0.5, size(1.5, 6)))
    return done


async def test_under_mixed_load_and_random_kills_the_five_counts_are_zero(site: Site, figures) -> None:
    began = time.monotonic()
    stop = asyncio.Event()
    async with Crowd(site, CLIENTS) as crowd:
        changers = [Changer(sender, site.ports) for sender in crowd.senders[:6]]
        guests = site.people(3, "guest")
        with crowd.talking(25):
            crowd.tasks += [asyncio.create_task(one.go_on(0.6, stop)) for one in changers]
            going = (come_and_go(one, crowd.room, site.ports, 1, stop) for one in guests)
            crowd.tasks += map(asyncio.create_task, going)
            await asyncio.sleep(WARM)
            before = site.web[0].memory()
            done = await break_things(site, began + SECONDS - QUIET)
            await asyncio.sleep(QUIET)
            after = site.web[0].memory()
            stop.set()
        await crowd.finished(30)
        took = await crowd.current(within=10)
        counts = crowd.counts()
        rows = {row["seq"]: row for row in site.log(crowd.room)}
        figures(
            seconds=time.monotonic() - began,
            sent=len(crowd.sent),
            changes=sum(one.answered for one in changers),
            versions=site.head(crowd.room)[1],
            faults=len(done),
            reconnects=len(crowd.closes),
            current_after=took,
            slowest_ack=max(one.seconds for one in crowd.sent),
            memory=f"{before / MB:.0f} → {after / MB:.0f} MB",
            counts=counts,
        )
        assert not counts
        assert unstored(changers, rows) == []
        assert after - before < FLAT * MB


def unstored(changers: list[Changer], rows: dict[int, dict]) -> list[int]:
    """Edits and deletions that were acknowledged and are not there."""
    wrong = [
        seq
        for one in changers
        for seq, body in one.edits.items()
        if seq not in one.deleted and rows[seq]["body"] != body
    ]
    return wrong + [seq for one in changers for seq in one.deleted if not rows[seq]["deleted"]]

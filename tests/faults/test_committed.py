"""R1: an acknowledged message is stored, whatever is killed. R2 under faults: repeated until answered, stored once."""

import asyncio

from tests.faults.checker import Counts
from tests.faults.crowd import Crowd
from tests.faults.proxy import Proxy
from tests.faults.site import Site, beside, kill, start
from tests.faults.size import size

CLIENTS = size(20, 200)
ROUNDS = size(1, 5)
A_SECOND = size(80, 150)


async def killing(crowd: Crowd) -> None:
    """The database, then every web process, in the middle of writing."""
    postgres = crowd.site.services.postgres
    for _ in range(ROUNDS):
        await asyncio.sleep(1)
        await kill(postgres)
        await asyncio.sleep(0.5)
        await start(postgres)
        await asyncio.sleep(1)
        for server in crowd.site.web:
            await kill(server)
            await start(server)


async def test_what_was_acknowledged_is_there_after_kills_of_database_and_web_processes(
    site: Site, figures
) -> None:
    async with Crowd(site, CLIENTS) as crowd:
        with crowd.talking(A_SECOND):
            await killing(crowd)
        await crowd.finished(30)
        took = await crowd.current(within=10)
        repeated = sum(one.tries > 1 for one in crowd.sent)
        figures(acknowledged=len(crowd.sent), repeated=repeated, current_after=took)
        assert repeated > 0
        assert not crowd.counts()


async def test_twin_that_acknowledges_before_the_commit_loses_messages(site: Site) -> None:
    with beside(site, without="commit_first") as made:
        async with Crowd(site, 20, ports=made.ports) as crowd:
            with crowd.talking(A_SECOND):
                await asyncio.sleep(1)
                await kill(site.services.postgres)
                await asyncio.sleep(0.5)
            assert any(one.acked for one in crowd.sent)
    await start(site.services.postgres)
    assert crowd.counts([]).lost > 0


async def losing_answers(site: Site, *, fresh_ids: bool) -> tuple[int, Counts]:
    """Everybody writes through a network that twice loses the answers: (how many were repeated, the counts)."""
    async with (
        Proxy(site.first.port) as proxy,
        Crowd(site, 20, fresh_ids=fresh_ids, ports=lambda: [proxy.port]) as crowd,
    ):
        with crowd.talking(A_SECOND):
            for _ in range(2):
                await asyncio.sleep(0.5)
                proxy.back.stall()
                await asyncio.sleep(0.5)
                proxy.reset()
                proxy.flow()
        await crowd.finished(15)
        await crowd.current(within=10)
        return sum(one.tries > 1 for one in crowd.sent), crowd.counts()


async def test_a_send_whose_answer_was_lost_is_stored_once(site: Site) -> None:
    repeated, counts = await losing_answers(site, fresh_ids=False)
    assert repeated > 0
    assert not counts


async def test_twin_that_takes_a_new_client_id_for_each_try_stores_twice(site: Site) -> None:
    _, counts = await losing_answers(site, fresh_ids=True)
    assert counts.duplicated > 0


async def test_a_database_that_stalls_and_resets_loses_nothing(site: Site, figures) -> None:
    port = site.services.postgres.port
    async with Proxy(port) as proxy:
        url = site.site["DATABASE_URL"].replace(f":{port}/", f":{proxy.port}/")
        with beside(site, DATABASE_URL=url) as made:
            async with Crowd(site, 20, ports=made.ports) as crowd:
                with crowd.talking(A_SECOND):
                    await trouble(proxy)
                await crowd.finished(15)
                took = await crowd.current(within=5)
                figures(acknowledged=len(crowd.sent), current_after=took)
                assert len(proxy) > 0
                assert not crowd.counts()


async def trouble(proxy: Proxy) -> None:
    await asyncio.sleep(0.5)
    proxy.stall()
    await asyncio.sleep(1)
    proxy.flow()
    await asyncio.sleep(0.5)
    for _ in range(3):  # the answer to a COMMIT is lost: stored, and not known to be
        proxy.back.stall()
        await asyncio.sleep(0.2)
        proxy.reset()
        proxy.back.flow()
        await asyncio.sleep(0.3)

"""The database goes away and comes back under a worker: every event arrives, in order, none is sent without end."""

import asyncio
from collections.abc import Iterator
from functools import partial

import pytest

from tests.faults.site import Site, kill, start
from tests.moderation.clerk import Clerk
from tests.webhooks.conftest import QUICK, WorkerProcess
from tests.webhooks.receiver import Receiver, late

MESSAGES = 60


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    made = Receiver(answer=partial(late, 0.1))
    yield made
    made.close()


@pytest.fixture
def worker(site: Site) -> Iterator[WorkerProcess]:
    made = WorkerProcess(site.site)
    yield made
    made.kill()
    made.close()


async def test_a_database_that_restarts_under_the_worker_costs_no_event(
    site: Site, receiver: Receiver, worker: WorkerProcess, monkeypatch: pytest.MonkeyPatch, figures
) -> None:
    for name, value in QUICK.items():
        monkeypatch.setenv(name, value)
    ada = site.person()
    slug = site.room(ada)
    clerk = Clerk(site.site)
    given = {"url": receiver.url, "events": ["message.created"]}
    clerk.act(name="subscribe", user=ada.username, slug=slug, **given)
    clerk.close()
    bodies = [f"message {number}" for number in range(MESSAGES)]
    site.office.send(username=ada.username, slug=slug, bodies=bodies)
    await asyncio.to_thread(worker.start)
    postgres = site.services.postgres
    for come in (10, 30):
        await asyncio.to_thread(receiver.wait_for, come, 30)
        if come == 10:
            await asyncio.to_thread(postgres.stop)  # as an operator restarts it
        else:
            await kill(postgres)
        await asyncio.sleep(1)
        await start(postgres)
    found = await asyncio.to_thread(receiver.wait_for, MESSAGES, 60)
    assert [request.text for request in found] == bodies
    figures(events=MESSAGES, requests=len(receiver.requests))
    assert len(receiver.requests) <= MESSAGES + 4, "repeated only what could not be noted"
    assert worker.is_running()

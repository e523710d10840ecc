"""The Procfile run for real: honcho, PostgreSQL, Redis, two `web` and a `worker`, and nginx in front."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest
from playwright.async_api import expect

from tests.browser.visitor import Visitor
from tests.chat.office import Office
from tests.chat.people import Person
from tests.chat.size import sized
from tests.deploy.procfile import Procfile, Web
from tests.faults.crowd import Crowd
from tests.services.browser import Browser
from tests.services.nginx import Nginx
from tests.services.process import MissingService, wait_for
from tests.services.stack import ROOT, Stack, child_environment

SOCKETS = sized(200, 200)
WITHIN = 10.0  # seconds until everybody is current again (R7)
MOST_MEMORY = 250 * 2**20  # web and worker together, at rest
COLD_START = 5.0  # seconds to ready
SHUT_DOWN = 15.0


@pytest.fixture
def nginx() -> Iterator[Nginx]:
    try:
        made = Nginx(1)
    except MissingService as missing:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(str(missing))
    with made:
        yield made


def ready(web: Web) -> bool:
    return web.answers("/readyz")


def test_at_rest_it_is_small_and_from_cold_it_is_ready_in_seconds(site: dict[str, str]) -> None:
    runner = Procfile(site, "web=1,worker=1")
    web = Web(site, runner.port)
    started = time.monotonic()
    with runner:
        wait_for(lambda: ready(web), 30, "the site to be ready")
        took = time.monotonic() - started
        wait_for(lambda: "worker_started" in runner.log(), 15, "the worker")
        assert web.answers("/accounts/login/")
        time.sleep(1)
        memory = runner.memory()
    print(f"ready after {took:.1f} s, {memory / 2**20:.0f} MB at rest")
    assert 0 < memory < MOST_MEMORY
    assert took < COLD_START


class Running:
    """Two `web` behind nginx, each run by a honcho of its own so that one can be replaced, and a `worker`."""

    def __init__(self, site: dict[str, str], nginx: Nginx) -> None:
        settings = {"PUBLIC_URL": nginx.url, "TRUSTED_PROXIES": "1", "SEND_BURST": "100000"}
        self.site = {**site, **settings}
        self.runners = [Procfile(self.site, "web=1,worker=1"), Procfile(self.site, "web=1")]
        self.web = [Web(self.site, runner.port) for runner in self.runners]
        for runner in self.runners:
            runner.launch()
        for web in self.web:
            wait_for(lambda web=web: ready(web), 30, "web to be ready")  # type: ignore[misc]
        nginx.serve(*(web.port for web in self.web))
        self.office = Office(self.site)

    def replace(self, number: int) -> float:
        """What a deploy does to one process: SIGTERM to the runner, wait, start the new one."""
        runner, started = self.runners[number], time.monotonic()
        assert runner.process is not None
        runner.process.send_signal(signal.SIGTERM)
        runner.process.wait(SHUT_DOWN)
        ended = time.monotonic() - started
        runner.start()
        wait_for(lambda: ready(self.web[number]), 30, "the new web to be ready")
        return ended

    def close(self) -> None:
        self.office.close()
        for runner in self.runners:
            runner.close()


@pytest.fixture
def running(site: dict[str, str], nginx: Nginx) -> Iterator[Running]:
    made = Running(site, nginx)
    yield made
    made.close()


async def release(site: dict[str, str]) -> int:
    command = [sys.executable, "manage.py", "release"]
    process = await asyncio.create_subprocess_exec(
        *command, cwd=ROOT, env=child_environment(site), stdout=subprocess.DEVNULL
    )
    return await process.wait()


def heads(running: Running):
    """What a crowd asks of its site: people, a room, its head and log, through the office and the database."""
    from tests.chat.deployment import Deployment
    from tests.faults.site import Site

    found = Site.__new__(Site)
    found.site, found.office, found.servers, found.web = running.site, running.office, [], running.web
    assert isinstance(found, Deployment)
    return found


async def test_a_rolling_restart_behind_nginx_is_invisible(
    running: Running, nginx: Nginx, stack: Stack, browser: Browser
) -> None:
    site = heads(running)
    async with Crowd(site, SOCKETS, ports=lambda: [nginx.port]) as crowd:
        ann, bob = (Person(**one) for one in running.office.people(names=["ann.proc", "bob.proc"]))
        slug = running.office.room(owner=ann.username, members=[bob.username])
        one, two = [await Visitor.arrive(browser, nginx.url, person) for person in (ann, bob)]
        await asyncio.gather(one.enter(slug), two.enter(slug))
        await one.write("hello from one process")
        await expect(two.row("hello from one process")).to_be_visible()

        with crowd.talking(20):
            await asyncio.sleep(0.5)
            assert await release(running.site) == 0
            figures = []
            for number in (0, 1):
                begun = time.monotonic()
                replacing = asyncio.create_task(asyncio.to_thread(running.replace, number))
                await asyncio.sleep(1)
                await crowd.current(within=WITHIN)
                figures.append((time.monotonic() - begun, await replacing))
                await crowd.current(within=WITHIN)
        await crowd.finished(15)
        await crowd.current(within=5)
        print(f"{len(crowd.sent)} sent, {len(crowd.closes)} sockets moved, {figures}")
        assert not crowd.counts()
        assert len(crowd.closes) >= SOCKETS / 2

        await asyncio.gather(one.live(), two.live())
        await two.write("and back")
        await expect(one.row("and back")).to_be_visible()
        await expect(one.page.locator(".is-failed")).to_have_count(0)

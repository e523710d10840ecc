"""Redis behind a self-signed certificate, several Redis side by side, and a failover by Sentinels during chat."""

import asyncio
import contextlib
import json
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
from redis import Redis

from tests.chat.checker import check
from tests.chat.client import Client
from tests.chat.deployment import Deployment, deployed
from tests.chat.people import CSRF, browser
from tests.deploy.redis_kinds import TlsFront, Watched
from tests.deploy.worker import WorkerProcess
from tests.services.process import wait_for
from tests.services.redis import RedisServer
from tests.services.stack import ROOT, Stack, child_environment

LIVE = 1.0  # seconds a message may take to the other process: without Redis it takes a look every two


class On:
    """The run's stack with another Redis."""

    def __init__(self, stack: Stack, **settings: str) -> None:
        self._stack, self._settings = stack, settings

    def new_site(self, name: str) -> dict[str, str]:
        return {**self._stack.new_site(name), **self._settings}

    def drop_site(self, name: str) -> None:
        self._stack.drop_site(name)


def on(stack: Stack, **settings: str) -> contextlib.AbstractContextManager[Deployment]:
    return deployed(On(stack, **settings), 2)  # type: ignore[arg-type]


def doctor(site: dict[str, str], **changes: str) -> dict[str, Any]:
    """The doctor's line about Redis."""
    command = [sys.executable, "manage.py", "doctor", "--json"]
    environment = child_environment(site, **changes)
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    return next(line for line in json.loads(done.stdout) if line["name"] == "redis")


@contextlib.asynccontextmanager
async def two(site: Deployment, slugs: list[str], people: list) -> AsyncIterator[list[Client]]:
    """Somebody on each process, in the same rooms."""
    async with Client(site.first, people[0]) as one, Client(site.second, people[1]) as other:
        for client in (one, other):
            for slug in slugs:
                await client.follow(slug)
        yield [one, other]


async def quick(one: Client, other: Client, slug: str) -> float:
    """The seconds until what one says in this room has reached the other process."""
    began = time.monotonic()
    said = await one.send(slug, "quickly")
    await other.has(slug, said["version"])
    return time.monotonic() - began


async def test_redis_behind_a_self_signed_certificate(stack: Stack, tmp_path: Path) -> None:
    with RedisServer() as redis, TlsFront(redis.port, tmp_path) as front:
        url = f"rediss://:{redis.password}@127.0.0.1:{front.port}/0"
        with on(stack, REDIS_URL=url, REDIS_TLS_VERIFY="off") as site:
            people = site.people(2)
            slug = site.room(*people)
            async with two(site, [slug], people) as (one, other):
                assert await quick(one, other, slug) < LIVE
                assert await quick(other, one, slug) < LIVE
            async with browser(site.first) as visitor:
                visitor.cookies.set("csrftoken", CSRF)
                await visitor.post("/accounts/login/", data={"login": "nobody", "password": "guessed"})
                await visitor.get("/api/v1/me", headers=people[0].bearer)
            with Redis.from_url(redis.url) as client:
                assert list(client.scan_iter("*login*")), "attempts to guess are counted there"
            with WorkerProcess(site.site) as worker:
                assert "Traceback" not in worker.log()
            red = doctor(site.site, REDIS_TLS_VERIFY="on")
            assert (red["ok"], red["fix"]) == (
                False, "set REDIS_TLS_VERIFY=off if the server's certificate is self-signed"
            )  # fmt: skip
            assert front.accepted > 4
            logs = "".join(server.log() for server in site.servers)
            assert site.errors() == []
            assert "without_redis" not in logs
            assert "layer_away" not in logs


@pytest.fixture
def shards() -> Iterator[list[RedisServer]]:
    with RedisServer() as one, RedisServer() as two:
        yield [one, two]


def published(redis: RedisServer) -> int:
    """How many messages were published there."""
    with Redis.from_url(redis.url) as client:
        found = client.info("commandstats")
    return int(found.get("cmdstat_publish", {}).get("calls", 0))


async def test_several_redis_share_the_rooms_and_losing_one_loses_nothing(
    stack: Stack, shards: list[RedisServer]
) -> None:
    with on(stack, REDIS_URL=",".join(each.url for each in shards)) as site:
        people = site.people(2)
        slugs = [site.room(*people, name=f"Room {number}") for number in range(8)]
        async with two(site, slugs, people) as (one, other):
            for slug in slugs:
                assert await quick(one, other, slug) < LIVE
            assert all(published(each) > 0 for each in shards)
            assert doctor(site.site)["said"] == "heard what was published on 2 servers"
            shards[1].kill()
            await asyncio.gather(*(quick(one, other, slug) for slug in slugs * 3))
            shards[1].start()
            await asyncio.sleep(1.5)
            for slug in slugs:
                await live_again(one, other, slug)
            for slug in slugs:
                logs = [client.rooms[slug] for client in (one, other)]
                assert check(site.log(slug), logs).is_clean()
        assert not one.closings + other.closings


async def live_again(one: Client, other: Client, slug: str) -> None:
    """Within seconds, what is said in a room arrives at once again."""
    async with asyncio.timeout(20):
        while await quick(one, other, slug) > 0.5:
            pass


async def test_a_failover_by_sentinels_during_chat_loses_nothing(stack: Stack) -> None:
    with Watched() as redis, on(stack, REDIS_URL=redis.url) as site:
        people = site.people(2)
        slug = site.room(*people)
        async with two(site, [slug], people) as (one, other):
            assert await quick(one, other, slug) < LIVE
            stopping = asyncio.Event()
            talking = [asyncio.create_task(talk(client, slug, stopping)) for client in (one, other)]
            await asyncio.sleep(0.5)
            redis.sentinels[0].kill()
            redis.primary.kill()
            await asyncio.to_thread(failed_over, redis)
            stopping.set()
            slowest = max(await asyncio.gather(*talking))
            began = time.monotonic()
            await live_again(one, other, slug)
            back = time.monotonic() - began
            print(f"slowest answer {slowest:.2f} s, live again {back:.1f} s after the failover")
            for client in (one, other):
                await client.has(slug, site.head(slug)[1])
            acks = [*one.acks.values(), *other.acks.values()]
            found = check(site.log(slug), [client.rooms[slug] for client in (one, other)], acks)
            assert found.is_clean(), found
            assert slowest < 2
            assert published(redis.replica) > 0
        assert not one.closings + other.closings
        assert doctor(site.site)["ok"]


async def talk(client: Client, slug: str, stopping: asyncio.Event) -> float:
    """Write ten times a second; the slowest answer's seconds."""
    slowest, number = 0.0, 0
    while not stopping.is_set():
        number += 1
        began = time.monotonic()
        await client.send(slug, f"{client.person.username} {number}")
        slowest = max(slowest, time.monotonic() - began)
        await asyncio.sleep(0.1)
    return slowest


def failed_over(redis: Watched) -> None:
    wait_for(
        lambda: {each.state()[0] for each in redis.sentinels[1:]} == {redis.replica.port}, 30, "a failover"
    )
    time.sleep(1)

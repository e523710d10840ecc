"""An upgrade under load: the release before goes on, is migrated under, and both serve the same rooms together."""

import asyncio
import os
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.chat.checker import check
from tests.chat.client import Client
from tests.chat.deployment import Deployment
from tests.chat.people import Person, browser
from tests.chat.socket import Socket
from tests.deploy.previous import Previous, last_release, lines_of_errors, unpack
from tests.services.chat import ChatServer, manage
from tests.services.stack import Stack

RATE = 20  # messages a second


class Upgrade(Deployment):
    """A site as the release before left it, its `web`, and the `web` of today (not started yet)."""

    def __init__(self, previous: Previous, site: dict[str, str]) -> None:
        self.site = site
        self.old, self.new = previous.web(), ChatServer(site)
        self.servers = [self.old, self.new]
        self.old.launch()
        self.office = previous.office()
        self.old.wait_until_ready()


@pytest.fixture
def upgrade(stack: Stack, tmp_path: Path) -> Iterator[Upgrade]:
    if not unpack(last_release(), tmp_path):
        pytest.skip("this checkout has no history; test_additions.py says what can be said without")
    name = f"upgrade_{os.getpid()}"
    previous = Previous(tmp_path, stack.create_site(name))
    made = None
    try:
        with ThreadPoolExecutor(2) as both:
            migrating = both.submit(previous.manage, "migrate", "--verbosity=0")
            both.submit(previous.manage, "collectstatic", "--noinput", "--verbosity=0").result()
            migrating.result()
        made = Upgrade(previous, {**previous.site, "STATIC_ROOT": os.environ["STATIC_ROOT"]})
        yield made
    finally:
        if made:
            made.close()
        stack.drop_site(name)


def api(server: ChatServer, person: Person) -> httpx.AsyncClient:
    return httpx.AsyncClient(
        base_url=f"{server.url}/api/v1", headers=person.bearer, trust_env=False, timeout=20
    )


async def talk(client: Client, slug: str, stopping: asyncio.Event) -> None:
    number = 0
    while not stopping.is_set():
        number += 1
        await client.send(slug, f"{client.person.username} {number}")
        await asyncio.sleep(4 / RATE)


@asynccontextmanager
async def talking(clients: list[Client], slug: str) -> AsyncIterator[None]:
    stopping = asyncio.Event()
    tasks = [asyncio.create_task(talk(client, slug, stopping)) for client in clients]
    yield
    stopping.set()
    await asyncio.gather(*tasks)


async def everything_by_hand(server: ChatServer, person: Person, slug: str) -> None:
    """What people do beside sending, on one side: every answer is a success."""
    async with api(server, person) as asked, browser(server, person, accept="text/html") as pages:
        made = (await asked.post(f"/rooms/{slug}/messages", json={"body": "first words"})).json()["seq"]
        told = [
            await asked.patch(f"/rooms/{slug}/messages/{made}", json={"body": "second thoughts"}),
            await asked.put(f"/rooms/{slug}/messages/{made}/reactions/%F0%9F%91%8D"),
            await asked.get(f"/rooms/{slug}/messages", params={"limit": 50}),
            await asked.post(f"/rooms/{slug}/messages", json={"body": "an answer", "reply_to": made}),
            await asked.get(f"/rooms/{slug}/changes", params={"after": 0, "limit": 100}),
            await asked.get("/search", params={"q": "thoughts"}),
            *[
                await pages.get(path)
                for path in ("/", "/rooms/", f"/rooms/{slug}/", f"/rooms/{slug}/{made}/")
            ],
        ]
        last = (await asked.post(f"/rooms/{slug}/messages", json={"body": "to be taken back"})).json()["seq"]
        told.append(await asked.delete(f"/rooms/{slug}/messages/{last}"))
    assert [answer for answer in told if answer.status_code >= 400] == []


async def new_room(server: ChatServer, person: Person, name: str) -> str:
    async with api(server, person) as asked:
        answer = await asked.post("/rooms", json={"name": name, "kind": "public"})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["slug"])


async def read_up(server: ChatServer, person: Person, slug: str) -> dict[str, Any]:
    async with await Socket.open(server, person) as socket:
        found = await socket.subscribe(slug)
        await socket.say(type="read", room=slug, seq=found["last_seq"])
        await socket.settle()
    return found


async def test_people_on_both_releases_chat_through_an_upgrade(upgrade: Upgrade) -> None:
    ann, bob, cat, dan = (Person(**one) for one in upgrade.office.people(names=["ann", "bob", "cat", "dan"]))
    slug = upgrade.office.room(owner="ann", members=["bob", "cat", "dan"])
    async with AsyncExitStack() as there:
        here = [await there.enter_async_context(Client(upgrade.old, one)) for one in (ann, bob)]
        for client in here:
            await client.follow(slug)
        async with talking(here, slug):
            await asyncio.to_thread(manage, upgrade.site, "release")
            assert upgrade.rows("SELECT count(*) > 6 FROM django_migrations WHERE app = 'rooms'") == [(True,)]
            upgrade.new.launch()
            await asyncio.to_thread(upgrade.new.wait_until_ready)
            here += [await there.enter_async_context(Client(upgrade.new, one)) for one in (cat, dan)]
            for client in here[2:]:
                await client.follow(slug, 0)
            async with talking(here[2:], slug):
                for server, person in ((upgrade.old, ann), (upgrade.new, cat)):
                    await everything_by_hand(server, person, slug)
                await asyncio.sleep(1)
        await agree(upgrade, here, slug)
    assert not any(client.closings for client in here), "nobody had to come back"
    assert list(lines_of_errors(upgrade.old, upgrade.new)) == []


async def agree(upgrade: Upgrade, clients: list[Client], slug: str) -> None:
    """Rooms made on one side are the other's too; what was read here is read there; and no frame is amiss."""
    ann, _, cat, _ = (client.person for client in clients)
    for server, other, person in ((upgrade.old, upgrade.new, cat), (upgrade.new, upgrade.old, ann)):
        made = await new_room(server, person, f"made by {person.username}")
        async with api(other, person) as asked:
            assert (
                await asked.post(f"/rooms/{made}/messages", json={"body": "from there"})
            ).status_code == 201
        await read_up(server, person, made)
        assert (await read_up(other, person, made))["last_read"] == 1
    last = await clients[0].send(slug, "the last word")
    for client in clients:
        await client.has(slug, last["version"])
    acks = [ack for client in clients for ack in client.acks.values()]
    assert len(acks) > RATE
    found = check(upgrade.log(slug), [client.rooms[slug] for client in clients], acks)
    assert found.is_clean(), found

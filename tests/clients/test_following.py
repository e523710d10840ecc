"""Following a room: whatever breaks, every change comes once and in order."""

import asyncio
from itertools import pairwise

import pytest

from tests.clients.conftest import World, restarted


class Listener:
    """Follows in the background and keeps what comes."""

    def __init__(self, follow) -> None:
        self.follow = follow
        self.changes: list[dict] = []
        self.news = asyncio.Event()
        self.task = asyncio.create_task(self._listen())

    async def _listen(self) -> None:
        async for change in self.follow:
            self.changes.append(change)
            self.news.set()

    async def until(self, number: int, seconds: float = 20) -> list[dict]:
        async with asyncio.timeout(seconds):
            while len(self.changes) < number and not self.task.done():
                self.news.clear()
                await asyncio.wait(
                    (self.task, asyncio.ensure_future(self.news.wait())), return_when=asyncio.FIRST_COMPLETED
                )
        if self.task.done():
            self.task.result()
        return self.changes

    async def stop(self) -> None:
        self.task.cancel()
        await asyncio.gather(self.task, return_exceptions=True)


def in_order(changes: list[dict]) -> bool:
    return all(one["prev"] == before["version"] for before, one in pairwise(changes))


async def test_what_happens_comes_at_once_and_once(world: World) -> None:
    from chatclient import Client

    web = world.web
    ada, bob = world.people(2)
    slug = world.room(ada, bob)
    async with Client(web.url, ada.token, trust_env=False) as chat:
        listener = Listener(chat.follow(slug, after=0))
        before = len(await listener.until(1))
        await asyncio.sleep(0.3)
        before = len(listener.changes)
        for number in range(5):
            await chat.send(slug, f"message {number}")
        changes = await listener.until(before + 5)
        assert [one["message"]["body"] for one in changes[before:]] == [f"message {n}" for n in range(5)]
        assert in_order(changes)
        await listener.stop()


async def test_a_server_that_is_started_anew_is_come_back_to(world: World) -> None:
    from chatclient import Client

    web = world.web
    ada, bob = world.people(2)
    slug = world.room(ada, bob)
    async with Client(web.url, ada.token, trust_env=False) as chat:
        listener = Listener(chat.follow(slug, after=0))
        await listener.until(1)
        await asyncio.sleep(0.3)
        before = len(listener.changes)
        await asyncio.to_thread(web.kill)
        world.office.send(username=bob.username, slug=slug, bodies=["while nobody listened"])
        await restarted(web)
        await listener.until(before + 1)
        world.office.send(username=bob.username, slug=slug, bodies=["and now"])
        changes = await listener.until(before + 2)
        assert [one["message"]["body"] for one in changes[before:]] == ["while nobody listened", "and now"]
        assert in_order(changes)
        await listener.stop()


async def test_a_gap_is_paged_over_http(world: World) -> None:
    from chatclient import Client

    web = world.web
    (ada,) = world.people(1)
    slug = world.room(ada)
    world.fill(ada, slug, 1_500)
    async with Client(web.url, ada.token, trust_env=False) as chat:
        listener = Listener(chat.follow(slug, after=0))
        before = len(await listener.until(1_501))  # the owner's own joining is one
        await chat.send(slug, "live")
        changes = await listener.until(before + 1)
        seqs = [one["message"]["seq"] for one in changes if "message" in one]
        assert seqs == list(range(1, 1_502))
        assert in_order(changes)
        await listener.stop()


async def test_a_restored_database_is_a_reset(world: World) -> None:
    from chatclient import Client, Reset

    web = world.web
    (ada,) = world.people(1)
    slug = world.room(ada)
    world.fill(ada, slug, 3)
    async with Client(web.url, ada.token, trust_env=False) as chat:
        history = chat.history(slug)
        assert len([message async for message in history]) == 3
        assert [change async for change in chat.changes(slug, history.version, history.epoch)] == []
        world.office.restore()
        with pytest.raises(Reset):
            await anext(aiter(chat.follow(slug, history.version, history.epoch)))
        with pytest.raises(Reset):
            await anext(chat.changes(slug, history.version, history.epoch))


async def test_a_revoked_token_stops_listening(world: World) -> None:
    from chatclient import ChatError, Client

    web = world.web
    (ada,) = world.people(1)
    slug = world.room(ada)
    world.fill(ada, slug, 1)
    async with Client(web.url, ada.token, trust_env=False) as chat:
        listener = Listener(chat.follow(slug, after=0))
        await listener.until(1)
        world.office.suspend(username=ada.username)
        with pytest.raises(ChatError) as refused:
            await listener.until(10_000, 5)
        assert refused.value.code == "forbidden"

"""The promise of the client: the whole of a room, however it changes meanwhile."""

import asyncio
import contextlib
import json
import time
import uuid

import pytest

from tests.chat.people import Person, browser
from tests.chat.size import sized
from tests.clients.conftest import World, restarted

MESSAGES, WRITERS = sized((2_000, 5), (300_000, 20))


async def keep_writing(chat, slug: str, number: int, done: asyncio.Event) -> int:
    """Write and edit until reading is over; how many were written."""
    written = 0
    while not done.is_set() or written < 3:
        await chat.send(slug, f"writer {number}, message {written}")
        written += 1
        await asyncio.sleep(0.05)
    return written


async def state(server, person: Person, slug: str) -> dict[int, dict]:
    """Every message as the pages of the API have it, by seq."""
    rows: dict[int, dict] = {}
    async with browser(server, person) as http:
        http.headers.update(person.bearer)
        answer = await http.get(f"/api/v1/rooms/{slug}/messages.ndjson")
        for line in answer.text.splitlines():
            message = json.loads(line)
            rows[message["seq"]] = message
    return rows


async def test_the_whole_history_while_writers_keep_writing(world: World) -> None:
    from chatclient import Client

    web = world.web
    reader, *writers = world.people(1 + WRITERS)
    slug = world.room(reader, *writers)
    world.fill(reader, slug, MESSAGES)
    async with contextlib.AsyncExitStack() as stack:
        clients = [
            await stack.enter_async_context(Client(web.url, one.token, trust_env=False)) for one in writers
        ]
        chat = await stack.enter_async_context(Client(web.url, reader.token, trust_env=False))
        done = asyncio.Event()
        writing = [asyncio.create_task(keep_writing(one, slug, n, done)) for n, one in enumerate(clients)]
        await asyncio.sleep(0.3)
        history, rows, began = chat.history(slug), {}, time.monotonic()
        async for message in history:
            assert message["seq"] not in rows, "a duplicate"
            rows[message["seq"]] = message
            if message["seq"] % (MESSAGES // 20) == 0:  # what has been read is changed behind the reader
                world.office.edit(
                    username=reader.username, slug=slug, bodies={str(message["seq"] // 2): "edited"}
                )
            if message["seq"] == MESSAGES // 2:
                world.office.delete(username=reader.username, slug=slug, seqs=[3, MESSAGES - 3])
                world.office.react(username=reader.username, slug=slug, seq=5, emoji="👍")
        took = time.monotonic() - began
        done.set()
        written = sum(await asyncio.gather(*writing))
        assert list(rows) == list(range(1, history.last_seq + 1)), "complete, in order"
        changed = 0
        async for change in chat.changes(slug, history.version, history.epoch):
            changed += 1
            if "message" in change:
                rows[change["message"]["seq"]] = change["message"]
        there = await state(web, reader, slug)
    print(
        f"{history.last_seq} messages in {took:.1f} s, {written} written meanwhile, {changed} changes after"
    )
    assert len(there) == MESSAGES + written
    assert rows == there
    assert rows[3]["deleted_at"]
    assert rows[5]["reactions"]


async def test_a_history_that_breaks_is_taken_up_where_it_broke(world: World) -> None:
    from chatclient import Client

    web = world.web
    (reader,) = world.people(1)
    slug = world.room(reader)
    world.fill(reader, slug, 3_000)
    async with Client(web.url, reader.token, trust_env=False) as chat:
        seqs = []
        async for message in chat.history(slug):
            seqs.append(message["seq"])
            if message["seq"] == 1_200:
                web.kill()
                web.start()
    assert seqs == list(range(1, 3_001))


async def test_a_refusal_has_its_code(world: World) -> None:
    from chatclient import ChatError, Client

    web = world.web
    ada, eve = world.people(2)
    slug = world.room(ada, kind="private")
    world.fill(ada, slug, 1)
    async with Client(web.url, ada.token, trust_env=False) as chat:
        assert [message["seq"] async for message in chat.history(slug)] == [1]
    async with Client(web.url, eve.token, trust_env=False) as chat:
        for ask in (aiter(chat.history(slug)), chat.changes(slug, 0), aiter(chat.follow(slug))):
            with pytest.raises(ChatError) as refused:
                await anext(ask)
            assert refused.value.code == "unknown_room"
        with pytest.raises(ChatError) as refused:
            await chat.send(slug, "hello")
        assert (refused.value.code, refused.value.status) == ("unknown_room", 404)
        assert refused.value.request_id
    async with Client(web.url, "chat_wrong", trust_env=False) as chat:
        for ask in (aiter(chat.history(slug)), aiter(chat.follow(slug))):
            with pytest.raises(ChatError) as refused:
                await anext(ask)
            assert refused.value.code == "unauthenticated"


async def test_one_client_id_is_one_message(world: World) -> None:
    from chatclient import Client

    web = world.web
    (ada,) = world.people(1)
    slug = world.room(ada)
    async with Client(web.url, ada.token, trust_env=False) as chat:
        client_id = uuid.uuid4()
        first = await chat.send(slug, "once", client_id=client_id)
        web.kill()
        again = asyncio.create_task(chat.send(slug, "once", client_id=client_id))
        await asyncio.sleep(0.5)
        assert not again.done()
        await restarted(web)
        assert (await again)["seq"] == first["seq"] == 1
        reply = await chat.send(slug, "an answer", reply_to=1)
        assert (reply["seq"], reply["reply_to"]) == (2, 1)


def test_a_program_without_an_event_loop_reads_it_too(world: World) -> None:
    from chatclient import Client, blocking

    web = world.web
    (ada,) = world.people(1)
    slug = world.room(ada)
    world.fill(ada, slug, 30)
    chat = Client(web.url, ada.token, trust_env=False)
    assert [message["seq"] for message in blocking(chat.history(slug))] == list(range(1, 31))

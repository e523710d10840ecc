"""R3: everyone sees the same gapless order, whoever writes where."""

import asyncio
import json
import time

import httpx

from tests.chat.checker import check
from tests.chat.client import Client
from tests.chat.deployment import Deployment
from tests.chat.people import Person, browser
from tests.chat.size import sized
from tests.services.chat import ChatServer

WRITERS, MESSAGES, LIVE, HISTORY = sized((8, 800, 20, 4), (32, 10_000, 100, 20))

EACH = -(-MESSAGES // WRITERS)


async def write(client: Client, room: str, number: int) -> None:
    for each in range(number):
        await client.send(room, f"{client.person.username} says {each}")


async def page(pages: httpx.AsyncClient, room: str, after: int) -> tuple[list[int], int]:
    """The new messages after a version, and the version reached; a hole in the chain fails."""
    seqs, more = [], True
    while more:
        answer = await pages.get(f"/rooms/{room}/changes/", params={"after": after, "limit": 1000})
        lines = [json.loads(line) for line in answer.text.splitlines()]
        for line in lines[:-1]:
            assert line["prev"] == after
            after = line["version"]
            seqs += [line["seq"]] if "seq" in line else []
        more = lines[-1]["type"] == "gap"
    return seqs, after


async def read_history(server: ChatServer, person: Person, room: str, done: asyncio.Event) -> list[list[int]]:
    """What was seen page by page while others wrote, and all of it at once afterwards."""
    seen, after = [], 0
    async with browser(server, person) as pages:
        while not done.is_set():
            seqs, after = await page(pages, room, after)
            seen += seqs
            await asyncio.sleep(sized(0.5, 5))
        rest, _ = await page(pages, room, after)
        return [seen + rest, (await page(pages, room, 0))[0]]


async def test_writers_on_two_processes_make_one_order_that_every_reader_sees(deployment: Deployment) -> None:
    people = await asyncio.to_thread(deployment.people, WRITERS + LIVE + HISTORY)
    room = await asyncio.to_thread(deployment.room, people[0], *people[1:WRITERS])
    done = asyncio.Event()
    clients = [Client(deployment.servers[n % 2], one) for n, one in enumerate(people[: WRITERS + LIVE])]
    async with asyncio.TaskGroup() as entering:
        for client in clients:
            entering.create_task(client.__aenter__())
    try:
        writers, readers = clients[:WRITERS], clients[WRITERS:]
        for reader in readers:
            await reader.follow(room)
        histories = [
            asyncio.create_task(read_history(deployment.servers[n % 2], one, room, done))
            for n, one in enumerate(people[-HISTORY:])
        ]
        started = time.monotonic()
        await asyncio.gather(*(write(client, room, EACH) for client in writers))
        seconds = time.monotonic() - started
        version = (await asyncio.to_thread(deployment.head, room))[1]
        await asyncio.gather(*(reader.has(room, version, 60) for reader in readers))
        done.set()
        passes = await asyncio.gather(*histories)
    finally:
        await asyncio.gather(*(client.__aexit__() for client in clients))
    log = deployment.log(room)
    acks = [ack for writer in writers for ack in writer.acks.values()]
    total = EACH * WRITERS
    assert len(log) == len(acks) == total
    found = check(log, [reader.rooms[room] for reader in readers], acks)
    print(f"\n{total} messages in {seconds:.1f} s to {LIVE} live readers: {found.counts()}")
    assert found.counts() == dict.fromkeys(found.counts(), 0), found
    for seqs in (one for each in passes for one in each):
        assert seqs == list(range(1, total + 1))
    assert sum(client.closings != [] for client in clients) == 0, "nobody had to come back"
    assert deployment.errors() == []

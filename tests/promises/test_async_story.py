"""While async views wait for something outside, everything else is served, on one process."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from tests.chat.deployment import deployed
from tests.chat.people import Person, browser
from tests.chat.socket import Socket
from tests.services.chat import ChatServer
from tests.services.stack import Stack

WAITING, OTHERS, SENDS = 5, 200, 30


class Outside:
    """Another service: takes questions, and answers them all when it is told to, not before 2 s."""

    def __init__(self) -> None:
        self.asked = 0
        self.all_asked = asyncio.Event()
        self.answers = asyncio.Event()

    async def serve(self, _reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.asked += 1
        if self.asked == WAITING:
            self.all_asked.set()
        await asyncio.sleep(2)
        await self.answers.wait()
        writer.write(b"at last\n")
        await writer.drain()
        writer.close()


@pytest.fixture
async def outside() -> AsyncIterator[tuple[Outside, int]]:
    service = Outside()
    server = await asyncio.start_server(service.serve, "127.0.0.1", 0)
    yield service, server.sockets[0].getsockname()[1]
    service.answers.set()
    server.close()
    await server.wait_closed()


async def visit(server: ChatServer, person: Person, room: str, number: int) -> int:
    """One of four things that people do; its status."""
    async with browser(server, person) as pages:
        if number % 4 == 0:
            return (await pages.post(f"/rooms/{room}/messages/", data={"body": f"form {number}"})).status_code
        path = ("/rooms/", f"/rooms/{room}/", "/authors/")[number % 4 - 1]
        return (await pages.get(path)).status_code


async def test_two_hundred_requests_and_the_sockets_are_served_while_views_wait(
    stack: Stack, outside: tuple[Outside, int]
) -> None:
    service, port = outside
    story = {
        "DJANGO_SETTINGS_MODULE": "tests.promises.story.settings",
        "OUTSIDE_PORT": str(port),
        "SEND_BURST": "1000",
    }
    with deployed(stack, 1, **story) as deployment:
        server = deployment.first
        ann, bob = deployment.people(2)
        room = deployment.room(ann, bob)
        async with browser(server, ann) as pages, await Socket.open(server, bob) as socket:
            start = (await socket.subscribe(room))["version"]
            waiting = [asyncio.create_task(pages.get("/outside/", timeout=300)) for _ in range(WAITING)]
            await asyncio.wait_for(service.all_asked.wait(), 20)
            gate = asyncio.Semaphore(20)  # a browser's worth of people at once

            async def one(number: int) -> int:
                async with gate:
                    return await visit(server, ann, room, number)

            async with asyncio.timeout(120):
                answers, *acks = await asyncio.gather(
                    asyncio.gather(*(one(number) for number in range(OTHERS))),
                    *(socket.send(room, f"socket {number}") for number in range(SENDS)),
                )
                written = OTHERS // 4 + SENDS
                await socket.hear("message.created", version=start + written, seconds=60)
                await socket.settle()
                assert len(socket.of("message.created")) == written
            assert not any(task.done() for task in waiting), "the wait was over before everything was served"
            assert sorted(set(answers)) == [200, 201]
            assert len(answers) == OTHERS
            assert [ack["type"] for ack in acks] == ["ack"] * SENDS
            service.answers.set()
            assert {(await task).text for task in waiting} == {"at last\n"}
        assert deployment.errors() == []

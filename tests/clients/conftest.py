"""The Python client against a real server, and the room as the database has it."""

import asyncio
import sys
from collections.abc import Iterator

import pytest

from tests.chat.deployment import Deployment, deployed
from tests.chat.people import Person
from tests.services.chat import ChatServer
from tests.services.stack import ROOT, Stack

sys.path.insert(0, str(ROOT / "clients" / "python"))


class World:
    """People and rooms of a test's own, made from outside the server; `web` is that, to be killed and started."""

    def __init__(self, deployment: Deployment) -> None:
        self._deployment = deployment
        self.office = deployment.office

    @property
    def web(self) -> ChatServer:
        return self._deployment.first

    def people(self, number: int) -> list[Person]:
        return self._deployment.people(number)

    def room(self, owner: Person, *members: Person, **options: object) -> str:
        return self._deployment.room(owner, *members, **options)

    def fill(self, author: Person, slug: str, number: int) -> None:
        for start in range(0, number, 20_000):
            texts = [f"message {one}" for one in range(start, min(number, start + 20_000))]
            self.office.send(username=author.username, slug=slug, bodies=texts)


async def restarted(web: ChatServer) -> None:
    """Launched here, for a child ends with the thread that made it; waited for beside what the test does."""
    web.launch()
    await asyncio.to_thread(web.wait_until_ready)


@pytest.fixture(scope="package")
def deployment(stack: Stack) -> Iterator[Deployment]:
    with deployed(stack, 1, SEND_BURST="100000", SEND_RATE="100000", API_RATE="100000/minute") as made:
        yield made


@pytest.fixture
def world(deployment: Deployment) -> World:
    if not deployment.first.is_running():
        deployment.first.start()
    return World(deployment)

"""Where bad input is tried: somebody's socket in a room, which must be unharmed afterwards."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest

from tests.chat.deployment import Deployment
from tests.chat.people import Person
from tests.chat.socket import Socket


@dataclass
class Scene:
    """Ann's socket in a room of hers; `hidden` is a private room of somebody else's, with a message."""

    deployment: Deployment
    ann: Person
    room: str
    hidden: str
    socket: Socket

    async def is_unharmed(self) -> None:
        """A ping and a send still work, and nothing was stored on the way."""
        await self.socket.settle()
        before = self.deployment.head(self.room)
        assert before == (1, 3), "something was stored"
        assert self.deployment.head(self.hidden) == (1, 3), "something was stored where nobody may look"
        ack = await self.socket.send(self.room, "still here")
        assert (ack["type"], ack["seq"], ack["version"]) == ("ack", 2, 4)
        await self.socket.hear("message.created", version=4)


@pytest.fixture(scope="module")
def ann(deployment: Deployment) -> Person:
    return deployment.person()


@pytest.fixture(scope="module")
def hidden(deployment: Deployment) -> str:
    eve = deployment.person()
    slug = deployment.room(eve, kind="private")
    deployment.office.send(username=eve.username, slug=slug, bodies=["first"])
    return slug


@pytest.fixture
async def scene(deployment: Deployment, ann: Person, hidden: str) -> AsyncIterator[Scene]:
    room = deployment.room(ann)
    deployment.office.send(username=ann.username, slug=room, bodies=["first"])
    async with await Socket.open(deployment.first, ann) as socket:
        await socket.subscribe(room)
        yield Scene(deployment, ann, room, hidden, socket)

from collections.abc import Awaitable, Callable

import pytest

from tests.browser.conftest import Arrive
from tests.browser.hostile.planting import Town, plant
from tests.browser.hostile.watching import Watch
from tests.browser.visitor import Visitor
from tests.chat.deployment import Deployment
from tests.chat.people import Person

type See = Callable[..., Awaitable[tuple[Visitor, Watch]]]


@pytest.fixture(scope="package")
def town(chat: Deployment) -> Town:
    return plant(chat)


@pytest.fixture
def see(arrive: Arrive, town: Town) -> See:
    """Ada (or another: she has all those rooms in her sidebar), watched: `visitor, watch = await see("/rooms/")`."""

    async def seeing(path: str = "", person: Person = town.ada) -> tuple[Visitor, Watch]:
        visitor = await arrive(person)
        watch = Watch(visitor.page)
        if path:
            await watch.open(path)
        return visitor, watch

    return seeing

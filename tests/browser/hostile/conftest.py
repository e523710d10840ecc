from collections.abc import Awaitable, Callable

import pytest

from tests.browser.conftest import Arrive
from tests.browser.hostile.planting import Town, plant
from tests.browser.hostile.watching import Watch
from tests.browser.visitor import Visitor
from tests.chat.deployment import Deployment

type See = Callable[..., Awaitable[tuple[Visitor, Watch]]]


@pytest.fixture(scope="package")
def town(chat: Deployment) -> Town:
    return plant(chat)


@pytest.fixture
def see(arrive: Arrive, town: Town) -> See:
    """Ada, watched: `visitor, watch = await see("/rooms/")`."""

    async def seeing(path: str = "") -> tuple[Visitor, Watch]:
        visitor = await arrive(town.ada)
        watch = Watch(visitor.page)
        if path:
            await watch.open(path)
        return visitor, watch

    return seeing

"""One deployment with one web process for all of this; each test brings its own people and rooms."""

from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import pytest
from playwright.async_api import expect

from tests.browser.visitor import Visitor
from tests.chat.deployment import Deployment, deployed
from tests.chat.people import Person
from tests.services.browser import Browser
from tests.services.stack import Stack

type Arrive = Callable[..., Awaitable[Visitor]]

expect.set_options(timeout=30_000)  # milliseconds, for a machine that has other things to do


@pytest.fixture(scope="package")
def chat(stack: Stack) -> Iterator[Deployment]:
    with deployed(stack, processes=1, SEND_BURST="1000000", SEND_RATE="100000") as made:
        yield made


@pytest.fixture
def arrive(chat: Deployment, browser: Browser) -> Arrive:
    """`await arrive(person, "/rooms/")`: somebody signed in (None: nobody yet) in a browser of their own."""

    async def arriving(person: Person | None, path: str = "", **options: Any) -> Visitor:
        visitor = await Visitor.arrive(browser, chat.first.url, person, **options)
        if path:
            await visitor.open(path)
        return visitor

    return arriving

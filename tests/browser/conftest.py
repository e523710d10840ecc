"""One deployment with one web process for all of this; each test brings its own people and rooms."""

from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import pytest
from playwright.async_api import expect

from tests.browser.story import INSULT, Story
from tests.browser.visitor import Visitor
from tests.chat.deployment import Deployment, deployed
from tests.chat.office import Office
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


@pytest.fixture
def story(site: dict[str, str], server: Any, browser: Browser) -> Iterator[Story]:
    office = Office(site)
    people = {name: office.person(username=name, name=name.title()) for name in ("olga", "mo", "rita", "bo")}
    slug = office.room(owner="olga", name="Square", members=["mo", "rita", "bo"])
    office.promote(by="olga", username="mo", slug=slug)
    office.send(username="rita", slug=slug, bodies=["Good morning"])
    office.send(username="bo", slug=slug, bodies=[INSULT])
    sessions = {name: made["session"] for name, made in people.items()}
    yield Story(server().url, office, browser, sessions, slug)
    office.close()

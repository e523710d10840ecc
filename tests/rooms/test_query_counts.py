"""How many queries a page costs does not depend on how much there is: counted by the running server itself."""

import json
from collections.abc import Iterator
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from rooms.actions.log import commit
from rooms.actions.writes import Send
from rooms.queries.catch_up import catch_up
from rooms.queries.epochs import epoch
from tests.chat.deployment import Deployment, deployed
from tests.chat.people import Person, browser
from tests.rooms.acting import person, react, room, send
from tests.services.stack import Stack


@pytest.fixture(scope="module")
def deployment(stack: Stack) -> Iterator[Deployment]:
    with deployed(stack, 1) as made:
        yield made


async def queries(deployment: Deployment, one: Person, path: str, accept: str = "text/html") -> int:
    """The least the request log says of three visits: once a minute one also notes that somebody was here."""
    async with browser(deployment.first, one, accept) as pages:
        answers = [await pages.get(path) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200] * 3
    lines = [json.loads(line) for line in deployment.first.log().splitlines() if "queries" in line]
    counted = {line["request_id"]: int(line["queries"]) for line in lines if "queries" in line}
    return min(counted[answer.headers["X-Request-ID"]] for answer in answers)


async def test_a_rooms_page_with_3_messages_and_with_3000(deployment: Deployment) -> None:
    ann, bob = deployment.people(2)
    small, large = deployment.room(ann, bob), deployment.room(ann, bob)
    send = deployment.office.send
    for slug, number in ((small, 3), (large, 3_000)):  # a quote costs a query: one at either end
        send(username=ann.username, slug=slug, bodies=["x"])
        send(username=bob.username, slug=slug, bodies=["x"], reply_to=1)
        if number > 3:
            send(username=ann.username, slug=slug, bodies=["x"] * (number - 3))
        send(username=bob.username, slug=slug, bodies=["x"], reply_to=number - 1)
    for page in (
        "/rooms/{}/",
        "/rooms/{}/2/",
        "/rooms/{}/messages/?before=3",
        "/rooms/{}/messages/?around=2",
    ):
        costs = [await queries(deployment, ann, page.format(slug)) for slug in (small, large)]
        print(f"{page}: {costs} queries")
        assert costs[0] == costs[1] <= 12, page
    ends = [
        await queries(deployment, ann, f"/rooms/{slug}/{seq}/") for slug, seq in ((large, 2_990), (small, 2))
    ]
    assert ends[0] == ends[1]


async def test_the_listings_with_3_rooms_and_people_and_with_60(deployment: Deployment) -> None:
    ann = deployment.person()
    paths = [
        (path, accept) for path in ("/rooms/", "/authors/") for accept in ("text/html", "application/json")
    ]
    before: list[int] = []
    for round_ in (3, 57):
        for one in deployment.people(round_):
            slug = deployment.room(one, ann)
            deployment.office.send(username=one.username, slug=slug, bodies=["x"])
        costs = [await queries(deployment, ann, path, accept) for path, accept in paths]
        before = before or costs
        print(f"{costs} queries")
    assert costs == before
    assert max(costs) <= 8


@pytest.mark.django_db
def test_a_catch_up_costs_the_same_for_3_changes_and_for_900() -> None:
    ann, bob = person("ann"), person("bob")
    costs = []
    epoch()  # made on first use
    for number in (3, 900):
        where = room(ann, bob)
        send(ann, where)
        commit([Send(where.slug, bob.pk, uuid4(), "x", reply_to=1) for _ in range(number)])
        react(bob, where, 1)
        with CaptureQueriesContext(connection) as captured:
            found = catch_up(ann, where.slug, 0, None)
        assert len(found.events) == number + 4
        costs.append(len(captured))
    print(f"{costs} queries")
    assert costs[0] == costs[1] <= 8

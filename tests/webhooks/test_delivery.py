"""Every event arrives, in order: the receiver fails for "twenty minutes" and workers are killed meanwhile."""

import time
from collections.abc import Callable, Iterator
from functools import partial

import pytest

from tests.chat.deployment import Deployment, deployed
from tests.moderation.clerk import Clerk
from tests.services.stack import Stack
from tests.webhooks.conftest import QUICK, WorkerProcess
from tests.webhooks.receiver import Receiver, late

type Working = Callable[..., WorkerProcess]


@pytest.fixture(scope="module")
def deployment(stack: Stack) -> Iterator[Deployment]:
    with deployed(stack, 1, **QUICK) as made:
        yield made


@pytest.fixture(scope="module")
def clerk(deployment: Deployment) -> Iterator[Clerk]:
    with pytest.MonkeyPatch.context() as patch:
        for name, value in QUICK.items():
            patch.setenv(name, value)
        made = Clerk(deployment.site)
    yield made
    made.close()


def subscribed(deployment: Deployment, clerk: Clerk, receiver: Receiver, *events: str) -> tuple[str, str]:
    """A room whose messages the receiver is told of, and its owner."""
    ada = deployment.person()
    slug = deployment.room(ada)
    clerk.act(
        name="subscribe",
        user=ada.username,
        slug=slug,
        url=receiver.url,
        events=list(events or ["message.created"]),
    )
    return slug, ada.username


def test_a_receiver_that_fails_and_a_worker_that_is_killed_lose_nothing(
    deployment: Deployment, clerk: Clerk, receiver: Receiver, working: Working
) -> None:
    slug, ada = subscribed(deployment, clerk, receiver)
    began = time.monotonic()
    receiver.answer = lambda request: 500 if time.monotonic() < began + 6 else 200
    worker = working(deployment.site)
    bodies = [f"message {number}" for number in range(60)]
    deployment.office.send(username=ada, slug=slug, bodies=bodies[:30])
    time.sleep(2)
    assert receiver.requests
    assert not receiver.accepted
    worker.kill()
    deployment.office.send(username=ada, slug=slug, bodies=bodies[30:])
    working(deployment.site)
    working(deployment.site)  # several at once
    found = receiver.wait_for(60, 40)
    assert [request.text for request in found] == bodies
    firsts = [request.id for request in receiver.requests if request.text == bodies[0]]
    assert len(firsts) > 3
    assert len(set(firsts)) == 1


def test_an_interrupted_delivery_is_repeated_with_its_id_and_the_order_holds(
    deployment: Deployment, clerk: Clerk, receiver: Receiver, working: Working
) -> None:
    slug, ada = subscribed(deployment, clerk, receiver)
    bodies = [f"message {number}" for number in range(40)]
    receiver.answer = partial(late, 0.05)
    worker = working(deployment.site)
    deployment.office.send(username=ada, slug=slug, bodies=bodies)
    receiver.wait_for(5)
    worker.kill()
    working(deployment.site)
    found = receiver.wait_for(40, 30)
    assert [request.text for request in found] == bodies
    versions = [request.event["data"]["version"] for request in found]
    assert versions == sorted(versions)


def test_a_worker_that_is_told_to_stop_finishes_what_is_on_its_way(
    deployment: Deployment, clerk: Clerk, receiver: Receiver, working: Working
) -> None:
    slug, ada = subscribed(deployment, clerk, receiver)
    receiver.answer = partial(late, 0.5)
    worker = working(deployment.site)
    deployment.office.send(username=ada, slug=slug, bodies=["one", "two", "three"])
    while not receiver.requests:
        time.sleep(0.02)
    assert worker.stop() == 0
    rest = working(deployment.site)
    assert [request.text for request in receiver.wait_for(3)] == ["one", "two", "three"]
    assert len(receiver.requests) == 3  # what was on its way was noted, nothing was sent twice
    rest.stop()


def test_a_receiver_that_wants_no_more_is_switched_off_and_the_record_says_so(
    deployment: Deployment, clerk: Clerk, receiver: Receiver, working: Working
) -> None:
    slug, ada = subscribed(deployment, clerk, receiver)
    receiver.answer = lambda request: 410
    working(deployment.site)
    deployment.office.send(username=ada, slug=slug, bodies=["one"])
    query = (
        "SELECT s.disabled_why, r.outgoing FROM rooms_webhooksubscription s"
        " JOIN rooms_room r ON r.id = s.room_id WHERE r.slug = %s"
    )
    until = time.monotonic() + 15
    while not (found := deployment.rows(query, slug)[0])[0] and time.monotonic() < until:
        time.sleep(0.1)
    assert "410" in found[0]
    assert found[1] == ""
    acts = deployment.rows(
        "SELECT a.action FROM rooms_auditentry a JOIN rooms_room r ON r.id = a.room_id WHERE r.slug = %s",
        slug,
    )
    assert ("subscription_disabled",) in acts

"""Every event arrives, in order: the receiver fails for "twenty minutes" and workers are killed meanwhile."""

import time
from functools import partial

from tests.chat.deployment import Deployment
from tests.chat.size import sized
from tests.moderation.clerk import Clerk
from tests.webhooks.conftest import Working, subscribed
from tests.webhooks.receiver import Receiver, late

# How long it fails, in seconds: SIZE=full waits as long as in earnest, with the product's own pauses.
FAILING = sized(6, 1200)
PAUSES: dict[str, str] = sized({}, {"WEBHOOK_RETRY": "5", "WEBHOOK_LONGEST_RETRY": "600"})


def test_a_receiver_that_fails_and_a_worker_that_is_killed_lose_nothing(
    deployment: Deployment, clerk: Clerk, receiver: Receiver, working: Working
) -> None:
    slug, ada = subscribed(deployment, clerk, receiver)
    receiver.answer = lambda request: 500
    worker = working(deployment.site, **PAUSES)
    until = time.monotonic() + FAILING
    receiver.answer = lambda request: 500 if time.monotonic() < until else 200
    bodies = [f"message {number}" for number in range(60)]
    deployment.office.send(username=ada, slug=slug, bodies=bodies[:30])
    time.sleep(FAILING / 3)
    assert receiver.requests
    assert not receiver.accepted
    worker.kill()
    deployment.office.send(username=ada, slug=slug, bodies=bodies[30:])
    working(deployment.site, **PAUSES)
    working(deployment.site, **PAUSES)  # several at once
    found = receiver.wait_for(60, sized(40, 2000))
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

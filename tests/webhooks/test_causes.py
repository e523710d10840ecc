"""The worker's lines carry the id of the request, or of the socket, that caused what they tell of."""

import json
from collections.abc import Callable, Iterator

import httpx
import pytest

from tests.chat.deployment import Deployment, deployed
from tests.chat.socket import Socket
from tests.moderation.clerk import Clerk
from tests.services.process import wait_for
from tests.services.stack import Stack
from tests.webhooks.conftest import QUICK, WorkerProcess
from tests.webhooks.receiver import Receiver

EVENTS = ["message.created", "message.updated", "message.deleted", "mention", "moderation"]


@pytest.fixture
def deployment(stack: Stack) -> Iterator[Deployment]:
    with deployed(stack, 1, **QUICK) as made:
        yield made


async def test_a_delivery_is_logged_with_the_request_that_caused_it(
    deployment: Deployment,
    receiver: Receiver,
    working: Callable[..., WorkerProcess],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name, value in QUICK.items():
        monkeypatch.setenv(name, value)
    ada, bob = deployment.people(2)
    slug = deployment.room(ada, bob)
    clerk = Clerk(deployment.site)
    try:
        clerk.act(name="subscribe", user=ada.username, slug=slug, url=receiver.url, events=EVENTS)
    finally:
        clerk.close()
    async with (
        await Socket.open(deployment.first, bob, headers={"X-Request-ID": "socket-1"}) as socket,
        httpx.AsyncClient(
            base_url=f"{deployment.first.url}/api/v1/rooms/{slug}/messages",
            headers=ada.bearer,
            trust_env=False,
        ) as api,
    ):
        await socket.subscribe(slug)
        await socket.send(slug, f"a call to @{ada.username}")
        asked = [("PUT", "/1/reactions/%F0%9F%91%8D", "reaction-2"), ("DELETE", "/1", "deletion-3")]
        for method, path, cause in asked:
            answer = await api.request(method, path, headers={"X-Request-ID": cause})
            assert answer.status_code < 300, answer.text
        await socket.send(slug, "and on")
    worker = working(deployment.site)
    wait_for(lambda: len(sent(worker)) >= 6, 20, "six deliveries")
    events = {request.id: request.event["type"] for request in receiver.accepted}
    told = [(events[line["event_id"]], line["request_id"]) for line in sent(worker)]
    assert told == [
        ("message.created", "socket-1"),
        ("mention", "socket-1"),
        ("message.updated", "reaction-2"),
        ("message.deleted", "deletion-3"),
        ("moderation", "deletion-3"),
        ("message.created", "socket-1"),
    ]


def sent(worker: WorkerProcess) -> list[dict]:
    """Without what the clerk did, who is no request: to subscribe is an act of moderation too."""
    lines = [line for line in worker.log().splitlines() if line.startswith("{")]
    return [
        line for line in map(json.loads, lines) if line["event"] == "webhook_sent" and "request_id" in line
    ]

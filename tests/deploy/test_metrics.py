"""`/metrics`: figures for those who may ask, and nothing at all for anybody else."""

import asyncio
import re

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from tests.chat.deployment import Deployment
from tests.chat.socket import Socket
from tests.deploy.conftest import METRICS_TOKEN
from tests.services.chat import ChatServer

CSRF = re.compile(r"\b[A-Za-z0-9]{64}\b")  # masked anew on each page
BEARER = {"Authorization": f"Bearer {METRICS_TOKEN}"}
# Seen by anybody behind a proxy: the proxy's own address is loopback's.
THROUGH_A_PROXY = {"X-Forwarded-For": "203.0.113.9"}


async def ask(
    server: ChatServer, method: str = "GET", path: str = "/metrics", **headers: str
) -> httpx.Response:
    async with httpx.AsyncClient(base_url=server.url, trust_env=False) as client:
        return await client.request(method, path, headers=headers)


async def figures(server: ChatServer) -> dict[str, float]:
    text = (await ask(server, **BEARER)).text
    return {
        sample.name + "".join(f" {value}" for value in sample.labels.values()): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


async def test_loopback_and_bearers_of_the_token_are_answered(watched: Deployment) -> None:
    for headers in ({}, BEARER, {**BEARER, **THROUGH_A_PROXY}):
        answer = await ask(watched.first, **headers)
        assert answer.status_code == 200
        assert answer.headers["Content-Type"].startswith("text/plain")
        assert "chat_sockets 0" in answer.text


@pytest.mark.parametrize(
    "headers",
    [
        THROUGH_A_PROXY,
        {"X-Forwarded-For": "127.0.0.1"},
        {"Forwarded": "for=127.0.0.1"},
        {"X-Real-IP": "127.0.0.1"},
        {"Via": "1.1 proxy"},
        {**THROUGH_A_PROXY, "Authorization": "Bearer wrong"},
        {**THROUGH_A_PROXY, "Authorization": METRICS_TOKEN},
    ],
)
async def test_a_stranger_gets_what_a_page_that_does_not_exist_gets(
    watched: Deployment, headers: dict[str, str]
) -> None:
    found, absent = [await ask(watched.first, path=path, **headers) for path in ("/metrics", "/nothing")]
    assert absent.status_code in (401, 404)
    assert found.status_code == absent.status_code
    drop = ("x-request-id", "date", "set-cookie")  # the CSRF cookie is random in each answer
    kept = [{key: value for key, value in one.headers.items() if key not in drop} for one in (found, absent)]
    assert kept[0] == kept[1]
    bodies = [
        CSRF.sub("CSRF", one.text.replace(one.headers["X-Request-ID"], "ID")) for one in (found, absent)
    ]
    assert bodies[0] == bodies[1]


async def test_nobody_can_post_to_it(watched: Deployment) -> None:
    assert (await ask(watched.first, "POST", **BEARER)).status_code in (403, 404)


async def test_what_happens_is_counted(watched: Deployment) -> None:
    before, other_before = await figures(watched.first), await figures(watched.second)
    ann, bob = watched.people(2)
    room = watched.room(ann, bob)
    async with await Socket.open(watched.first, ann) as one, await Socket.open(watched.second, bob) as two:
        await one.subscribe(room)
        await two.subscribe(room)
        for number in range(3):
            made = await one.send(room, f"message {number}")
        await two.hear("message.created", version=made["version"])
        after, other_after = await figures(watched.first), await figures(watched.second)

        def more(name: str) -> float:
            return after[name] - before.get(name, 0)

        assert (after["chat_sockets"], after["chat_people"], after["chat_rooms_live"]) == (1, 1, 1)
        assert more("chat_frames_in_total") >= 4
        assert more("chat_events_committed_total") == 3
        assert more("chat_deliveries_total") == 3
        assert more("chat_catch_ups_total contiguous") == 1
        assert more("chat_writer_batch_count") == 3
        assert more("chat_fan_out_seconds_count") == 3
        assert after["chat_fan_out_seconds_sum"] < 1
        assert other_after["chat_events_heard_total"] - other_before["chat_events_heard_total"] == 3
        assert (after["chat_layer_failing"], after["chat_draining"], after["chat_database_up"]) == (0, 0, 1)
        assert after["chat_pool_limit"] == 8
        assert after["chat_worker_queue"] == 0
    async with asyncio.timeout(5):
        while (await figures(watched.first))["chat_sockets"]:  # noqa: ASYNC110 - it is another process's
            await asyncio.sleep(0.05)

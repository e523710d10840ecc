"""Errors reach Sentry with their place and request id, and without a word of what anybody wrote."""

import httpx

from tests.chat.deployment import Deployment
from tests.chat.socket import Socket
from tests.deploy.listener import Listener

SECRETS = (
    "hunter2-in-the-body",
    "s3cr3t-of-a-link",
    "hunter2-in-the-cookie",
    "hunter2-in-the-header",
    "hunter2-in-the-query",
)


async def test_a_broken_page_is_reported_once_and_without_anything_private(
    watched: Deployment, listener: Listener
) -> None:
    seen = len(listener.events())
    async with httpx.AsyncClient(base_url=watched.first.url, trust_env=False) as client:
        answer = await client.get(
            "/break/s3cr3t-of-a-link/",
            params={"q": "hunter2-in-the-query"},
            headers={
                "X-Request-ID": "abc-1",
                "Cookie": "sessionid=hunter2-in-the-cookie",
                "X-Own": "hunter2-in-the-header",
            },
        )
    assert answer.status_code == 500
    event = listener.wait(seen + 1)[-1]
    assert len(listener.events()) == seen + 1
    (exception,) = event["exception"]["values"]
    assert exception["type"] == "RuntimeError"
    assert exception["stacktrace"]["frames"][-1]["function"] == "break_down"
    assert event["tags"]["request_id"] == "abc-1"
    assert event["release"]
    sent = "".join(listener.raw)
    assert [secret for secret in SECRETS if secret in sent] == []


async def test_a_write_that_fails_on_a_socket_is_reported_without_its_body(
    watched: Deployment, listener: Listener
) -> None:
    seen = len(listener.events())
    ann = watched.person()
    room = watched.room(ann)
    async with await Socket.open(watched.first, ann) as socket:
        await socket.subscribe(room)
        assert (await socket.send(room, "a first one"))["type"] == "ack"
        watched.rows("ALTER TABLE rooms_message RENAME TO elsewhere")
        try:
            answer = await socket.send(room, "hunter2-in-the-body")
        finally:
            watched.rows("ALTER TABLE elsewhere RENAME TO rooms_message")
        assert answer["code"] == "unavailable"
        event = listener.wait(seen + 1)[-1]
        assert event["logentry"]["message"] == "write_failed"
        assert event["exception"]["values"][-1]["type"] == "ProgrammingError"
        assert "hunter2-in-the-body" not in "".join(listener.raw)
        assert (await socket.send(room, "and on we go"))["type"] == "ack"

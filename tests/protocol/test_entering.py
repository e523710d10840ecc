"""The door: who is let in, and with which code the others are sent away."""

import pytest

from tests.chat.deployment import Deployment
from tests.chat.socket import HTML, JSON, Socket


@pytest.mark.parametrize("asked", [JSON, HTML, None])
async def test_the_protocol_asked_for_is_the_one_spoken(deployment: Deployment, asked: str | None) -> None:
    ann = deployment.person()
    room = deployment.room(ann)
    async with await Socket.open(deployment.first, ann, asked) as socket:
        assert socket.connection.subprotocol == asked
        await socket.subscribe(room)
        await socket.send(room, "Hi")
        frame = await socket.hear("message.created")
    assert ("message" in frame) is (asked != HTML)


async def test_an_unknown_protocol_is_4400(deployment: Deployment) -> None:
    socket = await Socket.open(deployment.first, deployment.person(), "chat.v9.json")
    assert await socket.closing() == 4400
    assert socket.frames == []


async def test_nobody_in_particular_is_4401(deployment: Deployment) -> None:
    socket = await Socket.open(deployment.first, None)
    assert await socket.closing() == 4401
    assert socket.frames == []


async def test_a_wrong_token_is_4401(deployment: Deployment) -> None:
    headers = {"Authorization": "Bearer chat_0000000000000000000000000000"}
    socket = await Socket.open(deployment.first, None, headers=headers)
    assert await socket.closing() == 4401


@pytest.mark.parametrize("cookie", [True, False])
async def test_a_suspended_person_is_closed_with_4403_and_let_in_no_more(
    deployment: Deployment, cookie: bool
) -> None:
    ann = deployment.person()
    inside = await Socket.open(deployment.second, ann, cookie=cookie)
    await inside.hear("hello")
    deployment.office.suspend(username=ann.username)
    assert await inside.closing() == 4403
    outside = await Socket.open(deployment.first, ann, cookie=cookie)
    assert await outside.closing() == 4403
    assert outside.frames == []

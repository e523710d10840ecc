"""The door: who is let in, and with which code the others are sent away."""

import asyncio
from dataclasses import replace

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

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


async def test_of_what_a_browser_offers_one_is_chosen_or_it_would_never_see_the_code(
    deployment: Deployment,
) -> None:
    for person in (None, deployment.person()):
        socket = await Socket.open(deployment.first, person, "chat.v9.html")
        assert socket.connection.subprotocol == "chat.v9.html"
        assert await socket.closing() in (4400, 4401)


async def test_a_program_that_shows_nothing_is_told_to_sign_in(deployment: Deployment) -> None:
    """No token, no cookie, no Origin. With a cookie it could be a page that hides where it is from (S4)."""
    async with connect(deployment.first.socket_url, proxy=None) as socket:
        with pytest.raises(ConnectionClosed):
            await socket.recv()
        assert socket.close_code == 4401
    with pytest.raises(InvalidStatus, match="403"):
        await connect(deployment.first.socket_url, proxy=None, additional_headers=deployment.person().cookie)


async def test_one_that_guesses_tokens_shuts_out_nobody_else_at_its_address(deployment: Deployment) -> None:
    headers = {"Authorization": "Bearer chat_0000000000000000000000000000"}

    async def guess() -> int:
        return await (await Socket.open(deployment.second, None, headers=headers)).closing()

    codes = [await guess() for _ in range(105)]
    assert codes[0] == 4401
    assert codes[-1] == 4429, "too often: to be tried again later, which 4401 would not say"
    async with await Socket.open(deployment.second, deployment.person()) as socket:
        await socket.hear("hello")


async def test_a_narrow_token_reads_along_and_does_nothing_else(deployment: Deployment) -> None:
    ann, bob = deployment.people(2)
    room = deployment.room(ann, bob)
    deployment.office.send(username=ann.username, slug=room, bodies=["1"])
    reader = replace(bob, token=deployment.office.token(username=bob.username, scopes=["history:read"]))
    writer = replace(bob, token=deployment.office.token(username=bob.username, scopes=["messages:write"]))
    async with (
        await Socket.open(deployment.first, reader) as reads,
        await Socket.open(deployment.first, writer) as writes,
        await Socket.open(deployment.first, ann) as other,
    ):
        await other.subscribe(room)
        await reads.subscribe(room)
        for frame in ({"type": "read", "seq": 1}, {"type": "typing"}):
            assert (await reads.error(room=room, **frame))["code"] == "insufficient_scope"
        assert (await writes.error(type="subscribe", room=room))["code"] == "insufficient_scope"
        await other.send(room, "2")
        await asyncio.sleep(1.2)
        await asyncio.gather(reads.settle(), writes.settle(), other.settle())
        assert writes.of("unread") == [], "it may not know of rooms"
        assert other.of("typing") == []
        assert (await reads.subscribe(room))["last_read"] == 0


async def test_nobody_is_seen_typing_where_they_could_not_send(deployment: Deployment) -> None:
    ann, eve = deployment.people(2)
    room = deployment.room(ann)
    async with (
        await Socket.open(deployment.first, ann) as member,
        await Socket.open(deployment.first, eve) as visitor,
    ):
        await asyncio.gather(member.subscribe(room), visitor.subscribe(room))
        await visitor.say(type="typing", room=room)
        await visitor.settle()
        await member.settle()
        assert member.of("typing") == []
        await member.say(type="typing", room=room)
        await visitor.hear("typing")


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

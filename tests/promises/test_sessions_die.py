"""S3: sessions die. Who signs out or is shut out loses every socket within a second, in every process."""

import asyncio
import time

import pytest

from tests.chat.deployment import Deployment
from tests.chat.people import browser
from tests.chat.socket import HTML, Socket


async def test_signing_out_closes_the_sockets_of_that_session_in_both_processes(
    deployment: Deployment,
) -> None:
    ann, bob = deployment.people(2)
    room = deployment.room(ann)
    mine = [await Socket.open(server, ann, HTML, cookie=True) for server in deployment.servers]
    by_token = await Socket.open(deployment.second, ann)
    other = await Socket.open(deployment.second, bob, HTML, cookie=True)
    for socket in (*mine, by_token, other):
        await socket.subscribe(room)
    async with browser(deployment.first, ann, "text/html") as pages:
        left = await pages.post("/accounts/logout/")
        asked = time.monotonic()
        assert left.status_code == 302
    assert [await socket.closing(1) for socket in mine] == [4401, 4401]
    assert time.monotonic() - asked < 1
    for socket in (by_token, other):
        await socket.settle()
        await socket.close()
    again = await Socket.open(deployment.first, ann, HTML, cookie=True)
    assert await again.closing() == 4401


@pytest.mark.parametrize("cookie", [True, False])
async def test_a_suspension_closes_every_socket_of_the_person(deployment: Deployment, cookie: bool) -> None:
    ann = deployment.person()
    room = deployment.room(ann)
    sockets = [await Socket.open(server, ann, cookie=cookie) for server in deployment.servers]
    for socket in sockets:
        await socket.subscribe(room)
    await asyncio.to_thread(deployment.office.suspend, username=ann.username)
    assert [await socket.closing(1) for socket in sockets] == [4403, 4403]


async def test_a_write_is_checked_anew_though_the_word_of_a_suspension_was_lost(
    deployment: Deployment,
) -> None:
    ann = deployment.person()
    room = deployment.room(ann)
    async with await Socket.open(deployment.first, ann) as socket:
        assert (await socket.send(room, "before"))["type"] == "ack"
        deployment.rows("UPDATE accounts_user SET suspended_at = now() WHERE id = %s", ann.id)
        assert (await socket.send(room, "after"))["code"] == "suspended"
    assert [row["body"] for row in deployment.log(room)] == ["before"]


async def test_who_left_a_private_room_gets_nothing_that_was_committed_after(deployment: Deployment) -> None:
    """S2, as the room's own stream tells it: nothing comes after the removal."""
    ann, bob = deployment.people(2)
    room = deployment.room(ann, bob, kind="private")
    sockets = [await Socket.open(server, bob) for server in deployment.servers]
    for socket in sockets:
        await socket.subscribe(room)
    deployment.office.send(username=ann.username, slug=room, bodies=["seen"])
    deployment.office.leave(username=bob.username, slug=room)
    deployment.office.send(username=ann.username, slug=room, bodies=["unseen"])
    async with await Socket.open(deployment.first, ann) as inside:
        await inside.subscribe(room)
        await asyncio.sleep(0.3)
    for socket in sockets:
        await socket.hear("member.removed", room=room)
        await socket.settle()
        assert [frame["message"]["body"] for frame in socket.of("message.created")] == ["seen"]
        assert (await socket.error(type="subscribe", room=room))["code"] == "unknown_room"
        await socket.close()

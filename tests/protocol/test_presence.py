"""Who is here and who is typing: told by processes, stored nowhere, gone when a process dies."""

import asyncio

import pytest

from rooms.realtime import presence
from rooms.realtime.connection import Person as Someone
from tests.chat.deployment import Deployment, deployed
from tests.chat.size import FULL
from tests.chat.socket import Socket
from tests.services.stack import Stack


async def until_here(socket: Socket, *usernames: str, seconds: float = 6) -> None:
    """The last `presence` frame names exactly these."""
    async with asyncio.timeout(seconds):
        while True:
            frames = socket.of("presence")
            if frames and {user["username"] for user in frames[-1]["users"]} == set(usernames):
                assert frames[-1]["count"] == len(usernames)
                return
            await asyncio.sleep(0.05)


async def test_typing_reaches_the_others_in_both_processes_and_not_oneself(deployment: Deployment) -> None:
    ann, bob, cal = deployment.people(3)
    room = deployment.room(ann, bob, cal)
    async with (
        await Socket.open(deployment.first, ann) as typist,
        await Socket.open(deployment.first, bob) as near,
        await Socket.open(deployment.second, cal) as far,
    ):
        for socket in (typist, near, far):
            await socket.subscribe(room)
        for _ in range(5):
            await typist.say(type="typing", room=room)
        expected = {"type": "typing", "room": room, "user": {"username": ann.username, "name": ann.username}}
        assert await near.hear("typing") == expected
        assert await far.hear("typing") == expected
        for socket in (typist, near, far):
            await socket.settle()
        assert [len(socket.of("typing")) for socket in (typist, near, far)] == [0, 1, 1]


async def test_typing_in_a_room_one_does_not_see_is_told_to_nobody(deployment: Deployment) -> None:
    ann, eve = deployment.people(2)
    room = deployment.room(ann, kind="private")
    async with (
        await Socket.open(deployment.first, ann) as inside,
        await Socket.open(deployment.first, eve) as outside,
    ):
        await inside.subscribe(room)
        await outside.say(type="typing", room=room)
        await outside.settle()
        await inside.settle()
        assert inside.of("typing") == []


async def test_everybody_here_is_named_across_processes_and_gone_when_they_go(deployment: Deployment) -> None:
    ann, bob = deployment.people(2)
    room = deployment.room(ann, bob)
    async with await Socket.open(deployment.first, ann) as one:
        await one.subscribe(room)
        await until_here(one, ann.username)
        tab = await Socket.open(deployment.second, bob)
        async with await Socket.open(deployment.second, bob) as two:
            await tab.subscribe(room)
            await two.subscribe(room)
            await until_here(one, ann.username, bob.username)
            await until_here(two, ann.username, bob.username)
            await tab.close()
            await asyncio.sleep(1.2)
            await until_here(one, ann.username, bob.username)
        await until_here(one, ann.username)
        assert set(one.of("presence")[-1]) == {"type", "room", "users", "count"}


async def test_a_process_that_says_nothing_any_more_is_believed_for_its_time_only(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(presence, "LIFETIME", 0.2)
    here = presence.Presence(lambda room_id, people: None)
    here.come(1, Someone(1, "ann", "Ann"))
    here.heard(1, "another process", [{"username": "bob", "name": "Bob"}])
    assert here.frame(1, "lounge")["count"] == 2
    await asyncio.sleep(0.25)
    assert here.frame(1, "lounge")["users"] == [{"username": "ann", "name": "Ann"}]


@pytest.mark.skipif(not FULL, reason="waits for heartbeats: SIZE=full")
async def test_people_of_a_killed_process_are_gone_without_anybody_saying_so(stack: Stack) -> None:
    with deployed(stack) as deployment:
        ann, bob = deployment.people(2)
        room = deployment.room(ann, bob)
        async with await Socket.open(deployment.first, ann) as one:
            two = await Socket.open(deployment.second, bob)
            await one.subscribe(room)
            await two.subscribe(room)
            await until_here(one, ann.username, bob.username)
            deployment.second.kill()
            await two.closing()
            await until_here(one, ann.username, seconds=80)


@pytest.mark.skipif(not FULL, reason="waits for a heartbeat: SIZE=full")
async def test_each_heartbeat_says_where_the_room_stands_to_newcomers_too(deployment: Deployment) -> None:
    ann, bob = deployment.people(2)
    room = deployment.room(ann, kind="private", history_visible=False)
    deployment.office.send(username=ann.username, slug=room, bodies=["1", "2"])
    deployment.office.add(by=ann.username, username=bob.username, slug=room)
    async with (
        await Socket.open(deployment.first, ann) as one,
        await Socket.open(deployment.first, bob) as two,
    ):
        for socket in (one, two):
            await socket.subscribe(room)
        for socket in (one, two):
            assert await socket.hear("head", seconds=27) == {
                "type": "head", "room": room, "version": deployment.head(room)[1], "last_seq": 2
            }  # fmt: skip

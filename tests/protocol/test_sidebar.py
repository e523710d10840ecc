"""What people are told of rooms that they are in and not looking at."""

import asyncio
from dataclasses import replace
from itertools import pairwise

from tests.chat.deployment import Deployment
from tests.chat.people import browser
from tests.chat.socket import HTML, Socket


async def test_unread_comes_at_most_once_a_second_and_ends_with_the_last_message(
    deployment: Deployment,
) -> None:
    ann, bob = deployment.people(2)
    room = deployment.room(ann, bob)
    async with (
        await Socket.open(deployment.first, ann) as writer,
        await Socket.open(deployment.second, bob) as reader,
    ):
        await reader.hear("hello")
        for number in range(25):
            assert (await writer.send(room, str(number)))["type"] == "ack"
            await asyncio.sleep(0.1)
        last = await reader.hear("unread", last_seq=25)
        unread = reader.of("unread")
        times = [
            at for at, frame in zip(reader.times, reader.frames, strict=True) if frame["type"] == "unread"
        ]
    assert last == {"type": "unread", "room": room, "last_seq": 25, "mention": False}
    assert len(unread) > 1
    assert [frame["last_seq"] for frame in unread] == sorted({frame["last_seq"] for frame in unread})
    assert all(later - earlier > 0.9 for earlier, later in pairwise(times))


async def test_a_mention_is_told_at_once_to_the_mentioned_alone(deployment: Deployment) -> None:
    ann, bob, cal = deployment.people(3)
    room = deployment.room(ann, bob, cal)
    async with (
        await Socket.open(deployment.first, ann) as writer,
        await Socket.open(deployment.second, bob) as mentioned,
        await Socket.open(deployment.second, cal, HTML, cookie=True) as other,
    ):
        for socket in (mentioned, other):
            await socket.hear("hello")
        await writer.send(room, "for all")
        await mentioned.hear("unread", last_seq=1, mention=False)
        await writer.send(room, f"@{bob.username} for you")
        told = await mentioned.hear("unread", last_seq=2, seconds=0.9)
        assert told == {"type": "unread", "room": room, "last_seq": 2, "mention": True}
        assert (await other.hear("unread", last_seq=2))["mention"] is False


async def test_who_looks_at_the_room_or_is_not_in_it_is_told_nothing(deployment: Deployment) -> None:
    ann, bob, eve = deployment.people(3)
    room = deployment.room(ann, bob)
    async with (
        await Socket.open(deployment.first, ann) as writer,
        await Socket.open(deployment.first, bob) as looking,
        await Socket.open(deployment.first, bob) as away,
        await Socket.open(deployment.first, eve) as outsider,
    ):
        await looking.subscribe(room)
        await outsider.settle()
        await writer.send(room, "x")
        await away.hear("unread", room=room)
        await looking.hear("message.created")
        for socket in (writer, looking, outsider):
            await socket.settle()
            assert socket.of("unread") == []


async def test_a_new_member_is_told_of_the_room_from_then_on_and_a_former_one_no_more(
    deployment: Deployment,
) -> None:
    ann, bob, cal = deployment.people(3)
    room = deployment.room(ann, cal)
    async with (
        await Socket.open(deployment.first, ann) as writer,
        await Socket.open(deployment.second, bob) as newcomer,
        await Socket.open(deployment.second, cal) as former,
    ):
        await asyncio.gather(newcomer.hear("hello"), former.hear("hello"))
        async with browser(deployment.first, bob) as pages:
            assert (await pages.post(f"/rooms/{room}/join/")).status_code == 302
        async with browser(deployment.first, cal) as pages:
            assert (await pages.post(f"/rooms/{room}/leave/")).status_code == 302
        await asyncio.sleep(0.6)  # moves are told four times a second
        await writer.send(room, "x")
        await newcomer.hear("unread", room=room, last_seq=1)
        await former.settle()
        assert former.of("unread") == []


async def test_reading_in_one_tab_clears_the_mark_in_the_others_and_is_stored(deployment: Deployment) -> None:
    ann, bob = deployment.people(2)
    room = deployment.room(ann, bob)
    deployment.office.send(username=ann.username, slug=room, bodies=["1", "2", "3"])
    async with (
        await Socket.open(deployment.first, bob) as one,
        await Socket.open(deployment.second, bob, HTML, cookie=True) as two,
        await Socket.open(deployment.second, ann) as other,
    ):
        await asyncio.gather(two.hear("hello"), other.hear("hello"))
        await one.say(type="read", room=room, seq=2)
        assert await two.hear("read", room=room) == {"type": "read", "room": room, "seq": 2}
        await other.settle()
        assert other.of("read") == []
        assert (await one.subscribe(room))["last_read"] == 2
        await one.say(type="read", room=room, seq=1)
        await one.say(type="read", room=room, seq=99)
        await asyncio.sleep(0.5)
        assert (await one.subscribe(room))["last_read"] == 2, "a read place goes forward, never past the end"
        for seq in (3, 99):
            await one.say(type="read", room=room, seq=seq)
        assert await two.hear("read", room=room, seq=3)
        assert (await one.subscribe(room))["last_read"] == 3, "one that is past the end takes no other along"
        assert [frame["seq"] for frame in two.of("read")] == [2, 3], "what did not move is told to nobody"


async def test_who_answers_at_once_has_read_in_all_their_tabs(deployment: Deployment) -> None:
    ann, bob = deployment.people(2)
    room = deployment.room(ann, bob)
    async with (
        await Socket.open(deployment.first, ann) as here,
        await Socket.open(deployment.second, ann, HTML, cookie=True) as elsewhere,
        await Socket.open(deployment.first, bob) as other,
    ):
        await asyncio.gather(here.subscribe(room), elsewhere.hear("hello"))
        await other.send(room, "1")
        await elsewhere.hear("unread", room=room, last_seq=1)
        await here.send(room, "2")
        await here.say(type="read", room=room, seq=2)
        await elsewhere.hear("read", room=room, seq=2)


async def test_a_read_place_one_does_not_have_is_told_to_nobody(deployment: Deployment) -> None:
    ann, eve = deployment.people(2)
    shown, hidden = deployment.room(ann), deployment.room(ann, kind="private")
    for slug in (shown, hidden):
        deployment.office.send(username=ann.username, slug=slug, bodies=["1"])
    async with (
        await Socket.open(deployment.first, eve) as one,
        await Socket.open(deployment.second, eve, HTML, cookie=True) as two,
    ):
        await asyncio.gather(one.hear("hello"), two.hear("hello"))
        for slug in (shown, hidden, "nowhere"):
            await one.say(type="read", room=slug, seq=1)
        await asyncio.sleep(1)
        await asyncio.gather(one.settle(), two.settle())
        assert one.of("read", "error") == two.of("read", "error") == []


async def test_who_comes_into_a_room_or_goes_out_is_told_to_look_at_their_rooms_on_all_their_sockets(
    deployment: Deployment,
) -> None:
    ann, bob = deployment.people(2)
    room = deployment.room(ann)
    async with (
        await Socket.open(deployment.first, ann) as other,
        await Socket.open(deployment.first, bob) as program,
        await Socket.open(deployment.second, bob, HTML, cookie=True) as tab,
    ):
        await asyncio.gather(*(one.hear("hello") for one in (other, program, tab)))
        async with browser(deployment.first, bob) as pages:
            assert (await pages.post(f"/rooms/{room}/join/")).status_code == 302
        for socket in (program, tab):
            assert await socket.hear("rooms", seconds=1) == {"type": "rooms"}
        deployment.office.promote(by=ann.username, username=bob.username, slug=room)
        await asyncio.sleep(0.6)
        await asyncio.gather(program.settle(), tab.settle())
        assert [len(one.of("rooms")) for one in (program, tab)] == [1, 1], "another role is no other list"
        since = len(program.frames), len(tab.frames)
        deployment.office.leave(username=bob.username, slug=room)
        for socket, start in zip((program, tab), since, strict=True):
            await socket.hear("rooms", since=start, seconds=1)
        await other.settle()
        assert other.of("rooms") == []


async def test_who_comes_into_many_rooms_at_once_is_told_a_few_times(deployment: Deployment) -> None:
    ann, bob = deployment.people(2)
    rooms = [deployment.room(ann) for _ in range(20)]
    async with await Socket.open(deployment.first, bob) as socket, browser(deployment.first, bob) as pages:
        await socket.hear("hello")
        await asyncio.gather(*(pages.post(f"/rooms/{room}/join/") for room in rooms))
        await asyncio.sleep(0.6)
        await socket.settle()
        assert 1 <= len(socket.of("rooms")) <= 6


async def test_a_token_that_may_not_know_of_rooms_is_not_told_that_they_changed(
    deployment: Deployment,
) -> None:
    ann, bob = deployment.people(2)
    old, new = deployment.room(ann, bob), deployment.room(ann)
    made = deployment.office.token
    writing, reading = [made(username=bob.username, scopes=[one]) for one in ("messages:write", "rooms:read")]
    limited = made(username=bob.username, scopes=["rooms:read", "history:read"], rooms=[old])
    async with (
        await Socket.open(deployment.first, replace(bob, token=reading)) as reads,
        await Socket.open(deployment.first, replace(bob, token=writing)) as writes,
        await Socket.open(deployment.first, replace(bob, token=limited)) as elsewhere,
    ):
        await asyncio.gather(*(one.hear("hello") for one in (reads, writes, elsewhere)))
        deployment.office.join(username=bob.username, slug=new)
        await reads.hear("rooms", seconds=1)
        await asyncio.gather(writes.settle(), elsewhere.settle())
        assert writes.of("rooms") == elsewhere.of("rooms") == []

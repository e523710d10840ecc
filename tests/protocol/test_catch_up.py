"""Coming back: what a subscription is answered with, whatever was missed."""

import json

import pytest

from tests.chat.deployment import Deployment
from tests.chat.people import browser
from tests.chat.socket import HTML, Frame, Socket


def chain(frames: list[Frame], after: int) -> int:
    """Check that each frame follows the one before; the last version."""
    for frame in frames:
        assert frame["prev"] == after
        assert frame["version"] > after
        after = frame["version"]
    return after


EVENTS = (
    "message.created", "message.updated", "message.deleted", "member.updated", "member.removed", "room.updated", "skip"
)  # fmt: skip


PLACES = ("gap", "reset", "subscribed")


async def test_live_frames_follow_each_other_without_a_hole(deployment: Deployment) -> None:
    ann, bob = deployment.people(2)
    room = deployment.room(ann)
    async with await Socket.open(deployment.second, ann) as socket:
        start = (await socket.subscribe(room))["version"]
        deployment.office.send(username=ann.username, slug=room, bodies=["1", "2", "3"])
        deployment.office.join(username=bob.username, slug=room)
        deployment.office.edit(username=ann.username, slug=room, bodies={"2": "two"})
        deployment.office.delete(username=ann.username, slug=room, seqs=[1])
        await socket.hear("message.deleted")
        frames = socket.of(*EVENTS)
    assert [frame["version"] for frame in frames] == list(range(start + 1, start + 7))
    assert chain(frames, start) == start + 6


async def test_a_catch_up_is_the_current_state_of_what_changed_in_one_chain(deployment: Deployment) -> None:
    ann = deployment.person()
    room = deployment.room(ann)
    deployment.office.send(username=ann.username, slug=room, bodies=[str(n) for n in range(1, 11)])
    deployment.office.edit(username=ann.username, slug=room, bodies={"3": "three"})
    deployment.office.edit(username=ann.username, slug=room, bodies={"3": "drei"})
    deployment.office.delete(username=ann.username, slug=room, seqs=[5])
    async with await Socket.open(deployment.first, ann) as socket:
        subscribed = await socket.subscribe(room, after=0)
        frames = socket.of(*EVENTS)
        assert socket.of(*EVENTS, *PLACES)[-1] is subscribed
    assert chain(frames, 0) == subscribed["version"] == deployment.head(room)[1]
    shown = {frame["message"]["seq"]: frame for frame in frames if "message" in frame}
    assert sorted(shown) == list(range(1, 11))
    assert len(frames) == 10 + 1 + 1  # messages, the maker's membership, the room's own settings
    assert (shown[3]["type"], shown[3]["message"]["body"]) == ("message.created", "drei")
    assert (shown[5]["type"], shown[5]["message"]["body"]) == ("message.deleted", "")


async def test_a_reader_who_knew_a_message_gets_its_edit_as_an_update(deployment: Deployment) -> None:
    ann = deployment.person()
    room = deployment.room(ann)
    deployment.office.send(username=ann.username, slug=room, bodies=["one"])
    known = deployment.head(room)[1]
    deployment.office.edit(username=ann.username, slug=room, bodies={"1": "two"})
    async with await Socket.open(deployment.first, ann) as socket:
        await socket.subscribe(room, after=known)
        assert [(frame["type"], frame["prev"]) for frame in socket.of(*EVENTS)] == [
            ("message.updated", known)
        ]


async def test_a_thousand_missed_changes_are_told_and_one_more_is_a_gap(deployment: Deployment) -> None:
    ann = deployment.person()
    room = deployment.room(ann)
    start = deployment.head(room)[1]
    deployment.office.send(username=ann.username, slug=room, bodies=["x"] * 1001)
    async with await Socket.open(deployment.first, ann) as socket:
        await socket.subscribe(room, after=start + 1)
        assert chain(socket.of(*EVENTS), start + 1) == start + 1001
        assert len(socket.of(*EVENTS)) == 1000
        assert socket.of("gap") == []
        since = len(socket.frames)
        subscribed = await socket.subscribe(room, after=start)
        gap = {"type": "gap", "room": room, "after": start, "head": start + 1001}
        assert socket.of(*PLACES, since=since) == [gap, subscribed]
        deployment.office.send(username=ann.username, slug=room, bodies=["live again"])
        assert (await socket.hear("message.created", version=start + 1002))["prev"] == start + 1001


async def test_a_gap_is_paged_over_http_in_one_chain(deployment: Deployment) -> None:
    ann = deployment.person()
    room = deployment.room(ann)
    deployment.office.send(username=ann.username, slug=room, bodies=["x"] * 2_300)
    after, pages, frames = 0, 0, []
    async with browser(deployment.second, ann) as pages_of:
        while True:
            answer = await pages_of.get(f"/rooms/{room}/changes/", params={"after": after, "limit": 1000})
            lines = [json.loads(line) for line in answer.text.splitlines()]
            frames += lines[:-1]
            pages += 1
            assert chain(lines[:-1], after) > after
            after = lines[-2]["version"]
            if lines[-1]["type"] == "subscribed":
                break
            assert lines[-1] == {
                "type": "gap",
                "room": room,
                "after": after,
                "head": deployment.head(room)[1],
            }
    assert pages == 3
    assert after == lines[-1]["version"] == deployment.head(room)[1]
    assert [frame["seq"] for frame in frames if "seq" in frame] == list(range(1, 2_301))


@pytest.mark.parametrize("what", ["another epoch", "a version to come", "a version below the floor"])
async def test_a_version_that_proves_nothing_is_a_reset(deployment: Deployment, what: str) -> None:
    ann = deployment.person()
    room = deployment.room(ann)
    deployment.office.send(username=ann.username, slug=room, bodies=["1", "2", "3", "4"])
    head = deployment.head(room)[1]
    after, epoch = head - 1, None
    async with await Socket.open(deployment.first, ann) as socket:
        own = (await socket.hear("hello"))["epoch"]
        await socket.subscribe(room, after=after, epoch=own)
        assert (len(socket.of(*EVENTS)), socket.of("reset")) == (1, [])
        if what == "another epoch":
            epoch = "0" * 32
        elif what == "a version to come":
            after = head + 1
        else:
            deployment.office.limit_room(slug=room, floor_version=head)
        since = len(socket.frames)
        subscribed = await socket.subscribe(room, after=after, epoch=epoch)
        assert socket.of(*PLACES, since=since) == [{"type": "reset", "room": room}, subscribed]


@pytest.mark.parametrize("protocol", [None, HTML])
async def test_a_newcomer_who_may_not_read_the_past_gets_skips_for_it(
    deployment: Deployment, protocol: str | None
) -> None:
    ann, bob = deployment.people(2)
    room = deployment.room(ann, kind="private", history_visible=False)
    deployment.office.send(username=ann.username, slug=room, bodies=["secret"] * 3)
    deployment.office.add(by=ann.username, username=bob.username, slug=room)
    deployment.office.send(username=ann.username, slug=room, bodies=["hello bob"])
    async with await Socket.open(deployment.second, bob, protocol) as socket:
        subscribed = await socket.subscribe(room, after=0)
        frames = socket.of(*EVENTS)
        assert chain(frames, 0) == subscribed["version"]
        assert (subscribed["first_seq"], subscribed["last_seq"]) == (4, 4)
        assert [set(frame) for frame in frames if frame["type"] == "skip"] == [
            {"type", "room", "version", "prev"}
        ] * 3
        since = await socket.settle()
        deployment.office.edit(username=ann.username, slug=room, bodies={"1": "secret, edited"})
        deployment.office.send(username=ann.username, slug=room, bodies=["in reply"], reply_to=1)
        await socket.hear("message.created", since=since)
        live = socket.of(*EVENTS, since=since)
        assert [frame["type"] for frame in live] == ["skip", "message.created"]
        assert chain(live, subscribed["version"]) == deployment.head(room)[1]
        assert "hello bob" in str(socket.frames)
        assert "secret" not in str(socket.frames)


async def test_subscribing_again_doubles_nothing_and_unsubscribing_ends_it(deployment: Deployment) -> None:
    ann, bob = deployment.people(2)
    room = deployment.room(ann, bob)
    async with await Socket.open(deployment.first, bob) as socket:
        for _ in range(3):
            await socket.subscribe(room)
        deployment.office.send(username=ann.username, slug=room, bodies=["once"])
        await socket.hear("message.created")
        await socket.settle()
        assert len(socket.of("message.created")) == 1
        await socket.say(type="unsubscribe", room=room)
        await socket.settle()
        deployment.office.send(username=ann.username, slug=room, bodies=["unheard"])
        await socket.hear("unread", room=room, last_seq=2)
        assert len(socket.of("message.created")) == 1

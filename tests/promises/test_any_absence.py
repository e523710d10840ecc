"""R5: any absence can be caught up: contiguous history, or an explicit gap that pages; never silent."""

import asyncio
import random
from collections.abc import Iterator

import pytest

from tests.chat.checker import check
from tests.chat.client import Client
from tests.chat.deployment import Deployment, deployed
from tests.chat.people import Person
from tests.chat.size import sized
from tests.chat.socket import HTML, JSON
from tests.services.stack import Stack

# How long away (in seconds, told by the rows' dates), and how many messages passed meanwhile.
ABSENCES = [(1, 3), (60, 40), (3_600, 900), (86_400, 1_500), (8 * 86_400, sized(3_000, 10_000))]


def much_happens(deployment: Deployment, room: str, ann: Person, missed: int, seconds: int) -> None:
    """Messages, and edits, deletions and reactions among the old and the new ones."""
    office, name = deployment.office, ann.username
    office.send(username=name, slug=room, bodies=[f"new {n}" for n in range(missed)])
    last = deployment.head(room)[0]
    chosen = random.Random(missed).sample(range(1, last + 1), k=min(last, 9))
    office.edit(username=name, slug=room, bodies={str(seq): f"edited {seq}" for seq in chosen[:5]})
    office.delete(username=name, slug=room, seqs=chosen[4:7])
    for seq in chosen[7:]:
        office.react(username=name, slug=room, seq=seq, emoji="👍")
    office.settings(username=name, slug=room, name=f"After {missed}")
    deployment.rows(
        "UPDATE rooms_message SET created_at = created_at - make_interval(secs => %s)"
        " WHERE room_id = (SELECT id FROM rooms_room WHERE slug = %s) AND seq <= 5",
        seconds,
        room,
    )


@pytest.mark.parametrize(("seconds", "missed"), ABSENCES)
@pytest.mark.parametrize("protocol", [JSON, HTML])
async def test_who_comes_back_has_what_the_database_has(
    deployment: Deployment, seconds: int, missed: int, protocol: str
) -> None:
    ann, bob, cal = await asyncio.to_thread(deployment.people, 3)
    room = await asyncio.to_thread(deployment.room, ann, bob)
    deployment.office.send(username=ann.username, slug=room, bodies=["before"] * 5)
    async with Client(deployment.first, bob, protocol) as client:
        log = await client.follow(room, after=0)
        assert set(log.rows) == {1, 2, 3, 4, 5}
    known = log.version
    await asyncio.to_thread(much_happens, deployment, room, ann, missed, seconds)
    deployment.office.join(username=cal.username, slug=room)
    async with Client(deployment.second, bob, protocol) as client:
        client.rooms[room] = log
        await client.follow(room)
        await client.has(room, deployment.head(room)[1], 60)
        deployment.office.send(username=ann.username, slug=room, bodies=["and live again"])
        await client.has(room, deployment.head(room)[1])
    found = check(deployment.log(room), [log])
    assert found.is_clean(), found
    assert (log.gaps, log.resets) == (int(missed >= 1_000), 0)
    assert cal.username in log.members
    assert log.state["name"] == f"After {missed}"
    assert known is not None
    assert log.version == deployment.head(room)[1] > known


async def test_a_network_that_comes_and_goes_loses_nothing(deployment: Deployment) -> None:
    ann, bob = await asyncio.to_thread(deployment.people, 2)
    room = await asyncio.to_thread(deployment.room, ann, bob)
    async with Client(deployment.first, ann) as writer, Client(deployment.second, bob) as reader:
        log = await reader.follow(room, after=0)
        for number in range(60):
            sending = asyncio.create_task(writer.send(room, str(number)))
            if number % 6 == 0:
                await writer.cut()
            if number % 4 == 0:
                await reader.cut()
            await asyncio.wait_for(sending, 20)
        await reader.has(room, deployment.head(room)[1])
        found = check(deployment.log(room), [log], writer.acks.values())
        assert len(writer.closings) >= 5
        assert len(reader.closings) >= 5
    assert found.is_clean(), found
    assert [row["body"] for row in deployment.log(room)] == [str(number) for number in range(60)]


@pytest.fixture
def restorable(stack: Stack) -> Iterator[Deployment]:
    """Its epoch is the whole deployment's: a deployment of its own."""
    with deployed(stack) as made:
        yield made


async def test_a_restored_database_is_noticed_by_who_stayed_and_who_comes_back(
    restorable: Deployment,
) -> None:
    """The restore takes the last message away, and its numbers are given to others."""
    deployment = restorable
    ann, bob, cal = await asyncio.to_thread(deployment.people, 3)
    room = await asyncio.to_thread(deployment.room, ann, bob, cal)
    deployment.office.send(username=ann.username, slug=room, bodies=["kept", "kept too", "lost"])
    async with Client(deployment.first, bob) as stayed:
        async with Client(deployment.second, cal) as left:
            gone = await left.follow(room, after=0)
        log = await stayed.follow(room, after=0)
        await asyncio.sleep(2.5)  # the process has compared heads once: it knows the old epoch
        deployment.rows("DELETE FROM rooms_message m USING rooms_room r WHERE r.id = m.room_id AND slug = %s"
                        " AND seq = 3", room)  # fmt: skip
        deployment.rows("UPDATE rooms_room SET last_seq = 2, version = version - 1 WHERE slug = %s", room)
        deployment.office.restore()
        deployment.office.send(username=ann.username, slug=room, bodies=["another third"])
        await stayed.until(lambda: log.resets == 1 and log.live, 10, "a reset")
        deployment.office.send(username=ann.username, slug=room, bodies=["fourth"])
        await stayed.has(room, deployment.head(room)[1])
    async with Client(deployment.second, cal) as back:
        back.rooms[room] = gone
        assert gone.rows[3]["body"] == "lost"
        await back.follow(room)
        await back.has(room, deployment.head(room)[1])
    stored = deployment.log(room)
    assert [row["body"] for row in stored] == ["kept", "kept too", "another third", "fourth"]
    for one in (log, gone):
        assert one.resets == 1
        rows = [(seq, row["client_id"]) for seq, row in sorted(one.rows.items())]
        assert rows == [(row["seq"], row["client_id"]) for row in stored]

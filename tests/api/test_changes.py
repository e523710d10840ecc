"""Everything since a version: what brings a client from where it was to what the database is now."""

import asyncio
import json

import pytest

from rooms.models import Epoch, Room
from tests.api.world import emoji, enter, fill, person, refusal, room, say

pytestmark = pytest.mark.django_db(transaction=True)


async def version(slug: str) -> int:
    return (await Room.objects.aget(slug=slug)).version


async def test_each_kind_of_change_is_told_once_in_version_order(ada, bob, tea):
    await fill(ada, tea, 4)
    before = await version(tea)
    await ada.patch(f"rooms/{tea}/messages/1", {"body": "edited"})
    await ada.delete(f"rooms/{tea}/messages/2")
    await bob.put(f"rooms/{tea}/messages/3/reactions/{emoji('👍')}")
    await bob.post(f"rooms/{tea}/messages", {"body": "new"})
    await ada.patch(f"rooms/{tea}", {"topic": "Green or black?"})
    await bob.delete(f"rooms/{tea}/members/me")
    answer = await ada.get(f"rooms/{tea}/changes", after=before)
    body = answer.json()
    assert [one["type"] for one in body["changes"]] == [
        "message.updated",
        "message.deleted",
        "message.updated",
        "message.created",
        "room.updated",
        "member.removed",
    ]
    assert (body["version"], body["has_more"]) == (await version(tea), False)
    assert body["epoch"] == (await Epoch.objects.aget()).value
    known = before
    for change in body["changes"]:
        assert change["prev"] == known < change["version"]
        known = change["version"]


@pytest.mark.embedded
async def test_paging_gives_everything_without_a_hole(ada, tea):
    await fill(ada, tea, 30)
    after, told = 0, []
    while True:
        body = (await ada.get(f"rooms/{tea}/changes", after=after, limit=7)).json()
        assert len(body["changes"]) <= 7
        assert body["changes"][0]["prev"] == after
        told += body["changes"]
        after = body["version"]
        if not body["has_more"]:
            break
    assert [one["message"]["seq"] for one in told if one["type"] == "message.created"] == list(range(1, 31))
    assert after == await version(tea)


@pytest.mark.embedded
async def test_without_after_it_is_all_that_is_kept(ada, tea):
    await fill(ada, tea, 2)
    body = (await ada.get(f"rooms/{tea}/changes")).json()
    assert body["changes"][0]["prev"] == 0
    assert body["changes"][-1]["version"] == body["version"] == await version(tea)


@pytest.mark.embedded
async def test_a_version_that_proves_nothing_is_a_reset(ada, tea):
    await fill(ada, tea, 3)
    head = await version(tea)
    current = (await ada.get(f"rooms/{tea}/changes", after=head)).json()["epoch"]
    assert (await ada.get(f"rooms/{tea}/changes", after=head, epoch=current)).status_code == 200
    await Room.objects.filter(slug=tea).aupdate(floor_version=3)
    for path in ("changes", "changes.ndjson"):
        for query in ({"after": head + 1}, {"after": 2}, {"after": head, "epoch": "another"}):
            assert refusal(await ada.get(f"rooms/{tea}/{path}", **query)) == (410, "reset"), query


async def test_what_is_asked_wrongly_is_refused(ada, tea):
    for query, code in (
        ({"after": -1}, "invalid_after"),
        ({"after": "x"}, "invalid_after"),
        ({"limit": 0}, "invalid_limit"),
        ({"limit": 1001}, "invalid_limit"),
        ({"wait": 26}, "invalid_wait"),
        ({"wait": "1.5"}, "invalid_wait"),
        ({"epoch": "x" * 65}, "invalid_epoch"),
        ({"before": 1}, "unknown_parameter"),
    ):
        assert refusal(await ada.get(f"rooms/{tea}/changes", **query)) == (400, code), query


async def waiting(program, slug: str, seconds: int, after: int):
    poll = asyncio.create_task(program.get(f"rooms/{slug}/changes", after=after, wait=seconds))
    await asyncio.sleep(0.3)
    return poll


@pytest.mark.embedded
async def test_a_long_poll_answers_when_something_happens(ada, bob, tea):
    await fill(ada, tea, 1)
    poll = await waiting(bob, tea, 20, await version(tea))
    assert not poll.done()
    await ada.post(f"rooms/{tea}/messages", {"body": "now"})
    async with asyncio.timeout(5):
        body = (await poll).json()
    assert [one["message"]["body"] for one in body["changes"]] == ["now"]


@pytest.mark.embedded
async def test_a_long_poll_that_hears_nothing_answers_empty(ada, tea):
    head = await version(tea)
    body = (await ada.get(f"rooms/{tea}/changes", after=head, wait=1)).json()
    assert body == {"changes": [], "version": head, "epoch": body["epoch"], "has_more": False}


async def test_what_was_committed_elsewhere_and_never_announced_is_found_within_seconds(ada, tea):
    head = await version(tea)
    poll = await waiting(ada, tea, 20, head)
    await say(ada, tea, ["no hub of ours hears this"])
    async with asyncio.timeout(6):
        assert len((await poll).json()["changes"]) == 1


@pytest.mark.embedded
async def test_being_removed_ends_the_waiting_with_no_such_room(ada):
    eve = await person("eve")
    slug = await room(ada, "Secret", eve, kind="private")
    poll = await waiting(eve, slug, 20, await version(slug))
    assert (await eve.delete(f"rooms/{slug}/members/me")).status_code == 204
    async with asyncio.timeout(5):
        assert refusal(await poll) == (404, "unknown_room")


async def test_hundred_polls_wait_while_others_are_served(ada, bob, tea):
    """They hold no database thread, of which there are five."""
    head = await version(tea)
    polls = [await waiting(bob, tea, 20, head)]
    polls += [asyncio.create_task(bob.get(f"rooms/{tea}/changes", after=head, wait=20)) for _ in range(99)]
    for _ in range(20):
        assert (await ada.get(f"rooms/{tea}")).status_code == 200
    assert not any(poll.done() for poll in polls)
    await ada.post(f"rooms/{tea}/messages", {"body": "now"})
    async with asyncio.timeout(15):
        answers = await asyncio.gather(*polls)
    assert {json.loads(answer.content)["version"] for answer in answers} == {head + 1}


async def test_a_poll_leaves_nothing_behind(ada, tea):
    from rooms.realtime.hub import hub

    await ada.get(f"rooms/{tea}/changes", after=await version(tea), wait=1)
    assert hub().rooms == {}
    assert hub().connections == {}


async def test_joining_is_a_change_too(ada, tea):
    head = await version(tea)
    await enter(await person("eve"), tea)
    body = (await ada.get(f"rooms/{tea}/changes", after=head)).json()
    assert body["changes"][0]["member"] == {"username": "eve", "name": "eve", "role": "member"}

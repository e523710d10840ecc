"""The raid switch over the API: what it does while it is on, and that rooms are told."""

from datetime import timedelta

import pytest
from django.utils.timezone import now

from accounts.models import User
from chatapp.database import in_database
from rooms.actions.moderation.raids import end_raid, start_raid
from rooms.models import HeldMessage, Raid
from rooms.wire.shapes import timestamp
from tests.api.world import another_token, enter, person, refusal, room, user_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
async def old(ada, moe, bob) -> None:
    await User.objects.aupdate(date_joined=now() - timedelta(days=9))


async def test_it_slows_holds_newcomers_and_ends(moe, bob, square, old):
    switched = await moe.put(f"rooms/{square}/raid", {"minutes": 5, "slow_mode": 60, "reason": "Raid"})
    body = switched.json()
    assert (switched.status_code, body["action"], body["reason"]) == (200, "raid", "Raid")
    assert body["after"]["slow_mode"] == 60
    assert (await bob.get(f"rooms/{square}")).json()["raid"] == {"slow_mode": 60, "ends_at": body["until"]}
    assert (await bob.post(f"rooms/{square}/messages", {"body": "one"})).status_code == 201
    slowed = await bob.post(f"rooms/{square}/messages", {"body": "two"})
    assert refusal(slowed) == (429, "slow_mode")
    assert 50 <= int(slowed.headers["Retry-After"]) <= 60
    noel = await person("noel")
    await enter(noel, square)
    assert refusal(await noel.post(f"rooms/{square}/messages", {"body": "spam"})) == (202, "held")
    assert await HeldMessage.objects.acount() == 1
    ended = (await moe.delete(f"rooms/{square}/raid", {"reason": "Over"})).json()
    assert (ended["action"], ended["reason"]) == ("raid_ended", "Over")
    assert (await bob.get(f"rooms/{square}")).json()["raid"] is None
    assert (await bob.post(f"rooms/{square}/messages", {"body": "two"})).status_code == 201
    assert refusal(await moe.delete(f"rooms/{square}/raid")) == (404, "no_raid")


async def test_without_a_body_it_lasts_an_hour(moe, square):
    body = (await moe.put(f"rooms/{square}/raid")).json()
    assert timestamp(now() + timedelta(minutes=59)) < body["until"] < timestamp(now() + timedelta(minutes=61))


async def test_its_start_and_its_end_are_changes_of_the_room(moe, bob, square):
    version = (await bob.get(f"rooms/{square}")).json()["version"]
    await moe.put(f"rooms/{square}/raid", {"slow_mode": 10})
    found = (await bob.get(f"rooms/{square}/changes", after=version)).json()
    (change,) = found["changes"]
    assert (change["type"], change["state"]["raid"]["slow_mode"]) == ("room.updated", 10)
    await moe.delete(f"rooms/{square}/raid")
    (change,) = (await bob.get(f"rooms/{square}/changes", after=found["version"])).json()["changes"]
    assert (change["type"], change["state"]["raid"]) == ("room.updated", None)


async def test_every_room_is_told_of_the_whole_site_s_and_keeps_its_own(ada, moe, bob, square):
    staff = await person("sue", is_staff=True)
    other = await room(ada, "Other", bob, kind="private")
    await moe.put(f"rooms/{square}/raid", {"slow_mode": 300, "minutes": 10})
    versions = {slug: (await bob.get(f"rooms/{slug}")).json()["version"] for slug in (square, other)}
    await in_database(start_raid, user=await user_of(staff), slow_mode=20, minutes=60)
    slow = {}
    for slug, version in versions.items():
        (change,) = (await bob.get(f"rooms/{slug}/changes", after=version)).json()["changes"]
        slow[slug] = change["state"]["raid"]["slow_mode"]
    assert slow == {square: 300, other: 20}
    made = await room(staff, "Newer", bob)
    assert (await bob.get(f"rooms/{made}")).json()["raid"]["slow_mode"] == 20
    await in_database(end_raid, user=await user_of(staff))
    told = {slug: (await bob.get(f"rooms/{slug}")).json()["raid"] for slug in (square, other, made)}
    assert (told[other], told[made], told[square]["slow_mode"]) == (None, None, 300)


async def test_a_raid_that_is_over_is_told_to_nobody(moe, bob, square):
    await moe.put(f"rooms/{square}/raid", {"slow_mode": 10})
    past = now() - timedelta(seconds=1)
    await Raid.objects.aupdate(ends_at=past)
    from rooms.models import Room

    await Room.objects.aupdate(raid_until=past)
    assert (await bob.get(f"rooms/{square}")).json()["raid"] is None


async def test_what_makes_no_sense_switches_nothing(moe, bob, square):
    for body, code in (
        ({"minutes": 0}, "invalid_minutes"),
        ({"minutes": 1441}, "invalid_minutes"),
        ({"minutes": "5"}, "invalid_minutes"),
        ({"slow_mode": 3601}, "invalid_slow_mode"),
        ({"newcomers_since": "now"}, "invalid_newcomers_since"),
        ({"reason": ""}, "invalid_reason"),
        ({"site": True}, "unknown_field"),
    ):
        assert refusal(await moe.put(f"rooms/{square}/raid", body)) == (400, code), body
    assert refusal(await bob.put(f"rooms/{square}/raid")) == (403, "forbidden")
    writer = await another_token(await user_of(moe), "messages:write")
    assert refusal(await writer.put(f"rooms/{square}/raid")) == (403, "insufficient_scope")
    assert await Raid.objects.acount() == 0

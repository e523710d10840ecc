import pytest

from rooms.models import Membership
from tests.api.world import enter, fill, person, refusal, room

pytestmark = pytest.mark.django_db(transaction=True)


async def test_all_members_are_listed_by_username_page_by_page(ada, bob, tea):
    for name in ("eve", "dan", "cid"):
        await enter(await person(name), tea)
    answer = await ada.get(f"rooms/{tea}/members", limit=3)
    first = answer.json()
    assert [one["username"] for one in first["members"]] == ["ada", "bob", "cid"]
    assert first["members"][0]["role"] == "owner"
    assert first["has_more"]
    assert "after=cid" in answer.headers["Link"]
    rest = (await ada.get(f"rooms/{tea}/members", after="cid", limit=3)).json()
    assert ([one["username"] for one in rest["members"]], rest["has_more"]) == (["dan", "eve"], False)


async def test_joining_and_leaving(ada, tea):
    eve = await person("eve")
    for _ in range(2):
        answer = await eve.put(f"rooms/{tea}/members/me")
        assert (answer.status_code, answer.json()["username"], answer.json()["role"]) == (
            200,
            "eve",
            "member",
        )
    assert (await eve.delete(f"rooms/{tea}/members/me")).status_code == 204
    assert refusal(await eve.delete(f"rooms/{tea}/members/me")) == (403, "not_member")


async def test_a_private_room_cannot_be_joined(ada, bob):
    slug = await room(ada, "Secret", kind="private")
    assert refusal(await bob.put(f"rooms/{slug}/members/me")) == (404, "unknown_room")
    assert not await Membership.objects.filter(room__slug=slug, user__username="bob").aexists()


async def test_the_last_owner_stays(ada, bob, tea):
    assert refusal(await ada.delete(f"rooms/{tea}/members/me")) == (409, "last_owner")


async def test_a_read_place_moves_forward_only(ada, bob, tea):
    await fill(ada, tea, 5)
    assert (await bob.put(f"rooms/{tea}/read", {"seq": 3})).json() == {"seq": 3}
    assert (await bob.put(f"rooms/{tea}/read", {"seq": 2})).json() == {"seq": 3}
    assert (await bob.get(f"rooms/{tea}")).json()["membership"]["last_read"] == 3
    for body, code in (
        ({"seq": 0}, "invalid_seq"),
        ({"seq": "3"}, "invalid_seq"),
        ({"seq": 3.5}, "invalid_seq"),
        ({}, "missing_field"),
        ({"seq": 1, "x": 1}, "unknown_field"),
    ):
        assert refusal(await bob.put(f"rooms/{tea}/read", body)) == (400, code), body
    assert refusal(await bob.put(f"rooms/{tea}/read", {"seq": 6})) == (404, "unknown_message")
    assert refusal(await (await person("eve")).put(f"rooms/{tea}/read", {"seq": 1})) == (403, "not_member")

"""Rooms: listed by slug so that none is skipped, made, changed and archived by those who may."""

import pytest

from accounts.models import ApiToken
from accounts.models.token import SCOPES
from accounts.secrets import digest
from rooms.models import AuditEntry, Room, TokenRoom
from tests.api.world import another_token, person, refusal, room, user_of

pytestmark = pytest.mark.django_db(transaction=True)


def slugs(answer) -> list[str]:
    assert answer.status_code == 200, answer.content
    return [one["slug"] for one in answer.json()["rooms"]]


async def test_the_list_has_what_the_person_may_see_in_the_order_of_slugs(ada, bob):
    await room(ada, "Zebra")
    await room(ada, "Apple")
    secret = await room(ada, "Secret", kind="private")
    assert slugs(await ada.get("rooms")) == sorted(["apple", "zebra", secret])
    assert slugs(await bob.get("rooms")) == ["apple", "zebra"]
    assert slugs(await ada.get("rooms", q="ebr")) == ["zebra"]
    assert slugs(await bob.get("rooms", joined="true")) == []
    assert slugs(await bob.get("rooms", joined="false")) == ["apple", "zebra"]


async def test_following_next_gives_all_rooms(ada):
    for number in range(7):
        await room(ada, f"Room {number}")
    found: list[str] = []
    query: dict[str, object] = {"limit": 3}
    while query:
        answer = await ada.get("rooms", **query)
        found += slugs(answer)
        query = {"limit": 3, "after": found[-1]} if answer.json()["has_more"] else {}
        assert ('rel="next"' in answer.headers.get("Link", "")) == bool(query)
    assert found == [f"room-{number}" for number in range(7)]


async def test_a_room_says_what_the_reader_may_read(ada, bob, tea):
    body = (await bob.get(f"rooms/{tea}")).json()
    assert (body["slug"], body["name"], body["kind"], body["members"]) == ("tea", "Tea", "public", 2)
    assert (body["first_seq"], body["last_seq"], body["version"]) == (1, 0, 3)
    assert body["membership"] == {"role": "member", "last_read": 0}
    assert (await (await person("eve")).get(f"rooms/{tea}")).json()["membership"] is None


async def test_making_a_room_makes_its_owner(ada):
    answer = await ada.post("rooms", {"name": "Coffee", "topic": "Black", "kind": "private"})
    assert answer.status_code == 201
    body = answer.json()
    assert (body["name"], body["topic"], body["kind"], body["membership"]["role"]) == (
        "Coffee",
        "Black",
        "private",
        "owner",
    )
    assert (await ada.get(answer.headers["Location"])).json() == body


async def test_what_cannot_be_a_room_is_refused(ada):
    assert (await ada.post("rooms", {"name": "x" * 80})).status_code == 201
    for body, code in (
        ({}, "missing_field"),
        ({"name": ""}, "invalid_name"),
        ({"name": "  "}, "invalid_name"),
        ({"name": "x" * 81}, "invalid_name"),
        ({"name": "a\u202eb"}, "invalid_name"),
        ({"name": "x", "topic": "x" * 251}, "invalid_topic"),
        ({"name": "x", "kind": "direct"}, "invalid_kind"),
        ({"name": "x", "history_visible": "yes"}, "invalid_history_visible"),
        ({"name": "x", "slug": "mine"}, "unknown_field"),
    ):
        assert refusal(await ada.post("rooms", body)) == (400, code), body
    assert await Room.objects.acount() == 1


async def test_changing_what_is_named_and_nothing_else(ada, tea):
    body = (await ada.patch(f"rooms/{tea}", {"topic": "Green"})).json()
    assert (body["name"], body["topic"]) == ("Tea", "Green")
    body = (await ada.patch(f"rooms/{tea}", {"locked": True, "slow_mode": 5, "name": "Teas"})).json()
    assert (body["name"], body["topic"], body["locked"], body["slow_mode"]) == ("Teas", "Green", True, 5)
    assert (body["audit"]["actor"], body["audit"]["after"]["slow_mode"]) == ("ada", 5)
    told = {"slow_mode": 0, "reason": "Calm again"}
    assert (await ada.patch(f"rooms/{tea}", told)).json()["audit"]["reason"] == "Calm again"
    assert await AuditEntry.objects.filter(room__slug=tea).acount() == 3
    for wrong, code in (
        ({}, "no_fields"),
        ({"name": None}, "invalid_name"),
        ({"slow_mode": -1}, "invalid_slow_mode"),
        ({"reason": "none"}, "no_fields"),
        ({"topic": "x", "reason": " "}, "invalid_reason"),
        ({"locked": 1}, "invalid_locked"),
        ({"invite_policy": "nobody"}, "invalid_invite_policy"),
        ({"slug": "x"}, "unknown_field"),
    ):
        assert refusal(await ada.patch(f"rooms/{tea}", wrong)) == (400, code), wrong


async def test_settings_are_their_rank_s_and_their_scope_s(ada, bob, tea):
    assert refusal(await bob.patch(f"rooms/{tea}", {"topic": "mine"})) == (403, "forbidden")
    assert refusal(await bob.delete(f"rooms/{tea}")) == (403, "forbidden")
    program = await another_token(await user_of(ada), "rooms:read", "messages:write")
    for answer in (
        await program.post("rooms", {"name": "x"}),
        await program.patch(f"rooms/{tea}", {"topic": "x"}),
        await program.delete(f"rooms/{tea}"),
    ):
        assert refusal(answer) == (403, "insufficient_scope")


async def test_an_archived_room_is_read_and_not_written_in(ada, bob, tea):
    await bob.post(f"rooms/{tea}/messages", {"body": "before"})
    answer = await ada.delete(f"rooms/{tea}")
    assert answer.status_code == 200
    assert answer.json()["archived_at"]
    assert answer.json()["audit"]["action"] == "settings"
    assert (await ada.delete(f"rooms/{tea}")).json() == answer.json() | {"audit": None}
    assert len((await bob.get(f"rooms/{tea}/messages")).json()["messages"]) == 1
    assert refusal(await bob.post(f"rooms/{tea}/messages", {"body": "after"})) == (403, "archived")
    assert (await ada.patch(f"rooms/{tea}", {"archived": False})).json()["archived_at"] is None
    assert (await bob.post(f"rooms/{tea}/messages", {"body": "again"})).status_code == 201


async def test_a_slug_that_cannot_be_one_is_no_room(ada):
    for slug in ("%00", "x" * 200, "%C3%BC", "a%20b", "%F0%9F%8D%B5", "%2e%2e"):
        assert refusal(await ada.get(f"rooms/{slug}")) in ((404, "unknown_room"), (404, "not_found")), slug


async def test_a_token_for_chosen_rooms_reaches_those_and_makes_no_others(ada, tea):
    other = await room(ada, "Other")
    program = await another_token(await user_of(ada), *SCOPES)
    await ApiToken.objects.filter(digest=digest(program.token or "")).aupdate(limited=True)
    token = await ApiToken.objects.aget(digest=digest(program.token or ""))
    await TokenRoom.objects.acreate(token=token, room=await Room.objects.aget(slug=tea))
    assert slugs(await program.get("rooms")) == [tea]
    await ada.post(f"rooms/{other}/messages", {"body": "elsewhere"})
    await ada.post(f"rooms/{tea}/messages", {"body": "here"})
    counts = [(await one.get("authors")).json()["authors"][0]["messages"] for one in (ada, program)]
    assert counts == [2, 1]
    shared = [len((await one.get("authors/ada")).json()["shared"]) for one in (ada, program)]
    assert shared == [2, 1]
    assert (await program.post(f"rooms/{tea}/messages", {"body": "here"})).status_code == 201
    for answer in (
        await program.get(f"rooms/{other}"),
        await program.get(f"rooms/{other}/messages"),
        await program.get(f"rooms/{other}/messages.ndjson"),
        await program.post(f"rooms/{other}/messages", {"body": "there"}),
        await program.patch(f"rooms/{other}", {"topic": "there"}),
    ):
        assert refusal(answer) == (404, "unknown_room")
    assert refusal(await program.post("rooms", {"name": "Third"})) == (403, "insufficient_scope")
    assert await Room.objects.acount() == 2

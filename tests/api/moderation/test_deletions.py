"""Deleting many messages over the API: one act, one entry, one undo."""

from datetime import timedelta

import pytest
from django.utils.timezone import now

from accounts.models import User
from rooms.models import AuditEntry, Message
from rooms.wire.shapes import timestamp
from tests.api.world import another_token, enter, person, refusal, say, user_of

pytestmark = pytest.mark.django_db(transaction=True)
AGO = timestamp(now() - timedelta(hours=1))


async def bodies(program, slug) -> list[str]:
    return [one["body"] for one in (await program.get(f"rooms/{slug}/messages")).json()["messages"]]


async def test_a_selection_goes_and_comes_back(moe, bob, square):
    one, two, three = await say(bob, square, ["one", "two", "three"])
    answer = await moe.post(f"rooms/{square}/deletions", {"seqs": [one, three], "reason": "Spam"})
    assert answer.status_code == 201
    made = answer.json()
    assert made["count"] == 2
    assert made["audit"]["after"] == {"count": 2, "removal": made["id"]}
    assert answer.headers["Location"] == f"/api/v1/rooms/{square}/deletions/{made['id']}"
    assert await bodies(bob, square) == ["", "two", ""]
    undone = (await moe.delete(answer.headers["Location"].removeprefix("/api/v1/"))).json()
    assert (undone["action"], undone["undoes"]) == ("undo", made["audit"]["id"])
    assert await bodies(bob, square) == ["one", "two", "three"]
    again = await moe.delete(f"rooms/{square}/deletions/{made['id']}", {"reason": "again"})
    assert refusal(again) == (409, "already_undone")
    assert two


async def test_everything_by_somebody_since_a_time(moe, ada, bob, square):
    await say(bob, square, ["old"])
    await Message.objects.aupdate(created_at=now() - timedelta(days=1))
    await say(bob, square, ["new", "newer"])
    await say(ada, square, ["mine"])
    chosen = {"author": "Bob", "since": AGO, "reason": "Spam"}
    made = (await moe.post(f"rooms/{square}/deletions", chosen)).json()
    assert (made["count"], made["audit"]["target"]) == (2, "bob")
    assert await bodies(bob, square) == ["old", "", "", "mine"]


async def test_everything_by_accounts_made_since_but_nothing_of_moderators(moe, ada, bob, square):
    await User.objects.filter(username="ada").aupdate(date_joined=now() - timedelta(days=9))
    for name in ("raider1", "raider2"):
        raider = await person(name)
        await enter(raider, square)
        await say(raider, square, [f"by {name}"])
    await User.objects.filter(username="bob").aupdate(date_joined=now() - timedelta(days=9))
    await say(bob, square, ["by bob"])
    await say(moe, square, ["by moe"])
    await say(ada, square, ["by ada"])
    made = (await ada.post(f"rooms/{square}/deletions", {"accounts_since": AGO, "reason": "Raid"})).json()
    assert made["count"] == 2
    assert made["audit"]["after"]["accounts_since"] == AGO
    assert await bodies(bob, square) == ["", "", "by bob", "by moe", "by ada"]


async def test_a_moderator_deletes_one_message_of_somebody_else(moe, ada, bob, square):
    first, second, third = await say(bob, square, ["one", "two", "three"])
    assert refusal(await bob.delete(f"rooms/{square}/messages/{first + 9}")) == (404, "unknown_message")
    answer = await moe.delete(f"rooms/{square}/messages/{first}", {"reason": "Spam"})
    assert (answer.status_code, answer.json()["body"]) == (200, "")
    assert answer.json()["deleted_at"]
    entry = await AuditEntry.objects.select_related("target").aget(action="delete")
    assert entry.target is not None
    assert (entry.reason, entry.target.username, entry.seq) == ("Spam", "bob", first)
    assert (await moe.delete(f"rooms/{square}/messages/{second}")).status_code == 200
    (mine,) = await say(ada, square, ["ada's"])
    assert refusal(await bob.delete(f"rooms/{square}/messages/{mine}")) == (403, "not_author")
    writer = await another_token(await user_of(moe), "messages:write")
    refused = await writer.delete(f"rooms/{square}/messages/{third}")
    assert refusal(refused) == (403, "insufficient_scope")
    assert refusal(await moe.patch(f"rooms/{square}/messages/{third}", {"body": "x"})) == (403, "not_author")
    assert await bodies(bob, square) == ["", "", "three", "ada's"]


BAD = [
    ({}, 400, "missing_field"),
    ({"seqs": [1]}, 400, "missing_field"),
    ({"reason": "x"}, 400, "invalid_selection"),
    ({"seqs": [], "reason": "x"}, 400, "invalid_seqs"),
    ({"seqs": list(range(1, 1002)), "reason": "x"}, 400, "invalid_seqs"),
    ({"seqs": [0], "reason": "x"}, 400, "invalid_seq"),
    ({"seqs": ["1"], "reason": "x"}, 400, "invalid_seq"),
    ({"seqs": [True], "reason": "x"}, 400, "invalid_seq"),
    ({"seqs": [1], "author": "bob", "since": AGO, "reason": "x"}, 400, "invalid_selection"),
    ({"author": "bob", "reason": "x"}, 400, "invalid_selection"),
    ({"since": AGO, "reason": "x"}, 400, "invalid_selection"),
    ({"accounts_since": AGO, "since": AGO, "reason": "x"}, 400, "invalid_selection"),
    ({"accounts_since": "yesterday", "reason": "x"}, 400, "invalid_accounts_since"),
    ({"author": "nobody", "since": AGO, "reason": "x"}, 404, "unknown_person"),
    ({"seqs": [10**9], "reason": "x"}, 404, "nothing_to_delete"),
    ({"seqs": [1], "reason": " "}, 400, "invalid_reason"),
    ({"seqs": [1], "reason": "x", "room": "other"}, 400, "unknown_field"),
]


async def test_what_makes_no_sense_deletes_nothing(moe, bob, square):
    await say(bob, square, ["one"])
    before = await AuditEntry.objects.acount()
    for body, status, code in BAD:
        assert refusal(await moe.post(f"rooms/{square}/deletions", body)) == (status, code), body
    for number, code in (("0", "invalid_id"), ("x", "invalid_id"), ("999999", "unknown_removal")):
        answer = await moe.delete(f"rooms/{square}/deletions/{number}")
        assert refusal(answer)[1] == code, number
    assert await AuditEntry.objects.acount() == before
    assert await bodies(bob, square) == ["one"]

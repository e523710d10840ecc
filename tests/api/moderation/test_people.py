"""Mutes, bans, roles and removals: each does what its page does, and answers with its entry of the record."""

from datetime import timedelta

import pytest
from django.utils.timezone import now

from rooms.models import AuditEntry, Membership, Sanction
from rooms.wire.shapes import timestamp
from tests.api.world import person, refusal

pytestmark = pytest.mark.django_db(transaction=True)
WHY = {"reason": "Insulting people"}


def entry(answer, action: str, actor: str = "moe", target: str | None = "bob"):
    assert answer.status_code == 200, answer.content
    body = answer.json()
    assert (body["action"], body["actor"], body["target"], body["room"]) == (action, actor, target, "square")
    assert AuditEntry.objects.latest("pk").pk == body["id"]
    return body


async def said(answer, *expected):
    from chatapp.database import in_database

    return await in_database(entry, answer, *expected)


async def test_a_mute_is_refused_writing_until_it_is_lifted(moe, bob, square):
    until = timestamp(now() + timedelta(hours=1))
    body = await said(await moe.put(f"rooms/{square}/mutes/bob", {**WHY, "until": until}), "mute")
    assert (body["reason"], body["until"], body["after"]) == ("Insulting people", until, {"until": until})
    assert refusal(await bob.post(f"rooms/{square}/messages", {"body": "x"})) == (403, "muted")
    again = await said(await moe.put(f"rooms/{square}/mutes/bob", {"reason": "Again"}), "mute")
    assert (again["before"], again["until"]) == ({"reason": "Insulting people", "until": until}, None)
    await said(await moe.delete(f"rooms/{square}/mutes/bob", {"reason": "A mistake"}), "unmute")
    assert (await bob.post(f"rooms/{square}/messages", {"body": "x"})).status_code == 201
    assert refusal(await moe.delete(f"rooms/{square}/mutes/bob")) == (404, "not_muted")


async def test_a_ban_shuts_out_and_taken_back_lets_back_in(moe, bob, square):
    await said(await moe.put(f"rooms/{square}/bans/bob", WHY), "ban")
    assert refusal(await bob.get(f"rooms/{square}")) == (404, "unknown_room")
    assert refusal(await bob.put(f"rooms/{square}/members/me")) == (404, "unknown_room")
    await said(await moe.delete(f"rooms/{square}/bans/bob"), "unban")
    assert (await bob.put(f"rooms/{square}/members/me")).status_code == 200
    assert refusal(await moe.delete(f"rooms/{square}/bans/bob")) == (404, "not_banned")


async def test_somebody_who_never_was_here_is_banned_all_the_same(moe, square):
    eve = await person("eve")
    await said(await moe.put(f"rooms/{square}/bans/eve", WHY), "ban", "moe", "eve")
    assert refusal(await eve.get(f"rooms/{square}")) == (404, "unknown_room")


async def test_a_removal_ends_the_membership_and_the_person_may_come_back(moe, bob, square):
    body = await said(await moe.delete(f"rooms/{square}/members/bob", WHY), "remove")
    assert body["before"] == {"role": "member"}
    assert refusal(await bob.post(f"rooms/{square}/messages", {"body": "x"})) == (403, "not_member")
    assert refusal(await moe.delete(f"rooms/{square}/members/bob", WHY)) == (404, "not_a_member")
    assert (await bob.put(f"rooms/{square}/members/me")).status_code == 200


async def test_a_role_is_given_and_taken(ada, bob, square):
    body = await said(await ada.put(f"rooms/{square}/members/bob", {"role": "moderator"}), "role", "ada")
    assert (body["before"], body["after"]) == ({"role": "member"}, {"role": "moderator"})
    assert (await bob.patch(f"rooms/{square}", {"topic": "Mine"})).status_code == 200
    assert refusal(await ada.put(f"rooms/{square}/members/bob", {"role": "moderator"})) == (409, "same_role")
    await said(await ada.put(f"rooms/{square}/members/bob", {"role": "member", **WHY}), "role", "ada")
    assert refusal(await bob.patch(f"rooms/{square}", {"topic": "Mine"})) == (403, "forbidden")


async def test_the_only_owner_keeps_the_room_whoever_asks(ada, square):
    staff = await person("sue", is_staff=True)
    for answer in (
        await staff.put(f"rooms/{square}/members/ada", {"role": "member"}),
        await staff.delete(f"rooms/{square}/members/ada", WHY),
        await staff.put(f"rooms/{square}/bans/ada", WHY),
    ):
        assert refusal(answer) == (409, "last_owner")
    assert (await Membership.objects.aget(user__username="ada")).role == "owner"
    assert await Sanction.objects.acount() == 0


PAST = timestamp(now() - timedelta(hours=1))
BAD = [
    ("put", "mutes/bob", {}, 400, "missing_field"),
    ("put", "mutes/bob", {"reason": " "}, 400, "invalid_reason"),
    ("put", "mutes/bob", {"reason": "x" * 301}, 400, "invalid_reason"),
    ("put", "mutes/bob", {"reason": None}, 400, "invalid_reason"),
    ("put", "mutes/bob", {"reason": "nul\0"}, 400, "invalid_reason"),
    ("put", "mutes/bob", {**WHY, "until": "tomorrow"}, 400, "invalid_until"),
    ("put", "mutes/bob", {**WHY, "until": PAST}, 400, "in_the_past"),
    ("put", "bans/bob", {**WHY, "until": PAST}, 400, "in_the_past"),
    ("put", "mutes/bob", {**WHY, "forever": True}, 400, "unknown_field"),
    ("put", "mutes/moe", WHY, 409, "yourself"),
    ("put", "bans/moe", WHY, 409, "yourself"),
    ("delete", "members/moe", WHY, 409, "yourself"),
    ("put", "mutes/ada", WHY, 403, "outranked"),
    ("put", "bans/ada", WHY, 403, "outranked"),
    ("delete", "members/ada", WHY, 403, "outranked"),
    ("put", "mutes/nobody", WHY, 404, "unknown_person"),
    ("put", "mutes/%00", WHY, 404, "unknown_person"),
    ("put", "mutes/" + "x" * 500, WHY, 404, "unknown_person"),
    ("delete", "members/bob", {}, 400, "missing_field"),
    ("delete", "members/bob", None, 400, "malformed"),
    ("put", "members/bob", {"role": "king"}, 400, "invalid_role"),
    ("put", "members/bob", {"role": "moderator"}, 403, "forbidden"),
    ("put", "members/eve", {"role": "moderator"}, 403, "forbidden"),
]


async def test_what_makes_no_sense_has_a_code_and_changes_nothing(moe, ada, bob, square):
    await person("eve")
    before = await AuditEntry.objects.acount()
    for method, path, body, status, code in BAD:
        answer = await getattr(moe, method)(f"rooms/{square}/{path}", body)
        assert refusal(answer) == (status, code), (method, path, body)
    assert refusal(await ada.put(f"rooms/{square}/members/eve", {"role": "owner"})) == (404, "not_a_member")
    assert await AuditEntry.objects.acount() == before
    assert await Sanction.objects.acount() == 0
    assert (await bob.post(f"rooms/{square}/messages", {"body": "x"})).status_code == 201

"""Who may not write is told why, over the API; and a program's token reaches no further than its person."""

import pytest

from accounts.models import ApiToken
from accounts.models.token import SCOPES
from accounts.secrets import digest
from rooms.models import AuditEntry, Message, Room, TokenRoom
from tests.api.world import another_token, person, refusal, room, say, user_of

pytestmark = pytest.mark.django_db(transaction=True)
WHY = {"reason": "because"}


async def send(program, slug):
    return await program.post(f"rooms/{slug}/messages", {"body": "hello"})


async def test_muted_banned_slow_locked_archived(ada, moe, bob, square):
    await moe.put(f"rooms/{square}/mutes/bob", WHY)
    assert refusal(await send(bob, square)) == (403, "muted")
    await moe.delete(f"rooms/{square}/mutes/bob")
    await moe.patch(f"rooms/{square}", {"locked": True})
    assert refusal(await send(bob, square)) == (403, "locked")
    assert (await send(moe, square)).status_code == 201
    await moe.patch(f"rooms/{square}", {"locked": False, "slow_mode": 30})
    assert (await send(bob, square)).status_code == 201
    slowed = await send(bob, square)
    assert refusal(slowed) == (429, "slow_mode")
    assert 1 <= int(slowed.headers["Retry-After"]) <= 30
    await moe.put(f"rooms/{square}/bans/bob", WHY)
    assert refusal(await send(bob, square)) == (403, "banned")
    await ada.delete(f"rooms/{square}")
    assert refusal(await send(moe, square)) == (403, "archived")
    assert await Message.objects.acount() == 2


async def test_who_is_banned_from_a_private_room_is_not_even_told_that(ada, bob):
    den = await room(ada, "Den", bob, kind="private")
    assert (await send(bob, den)).status_code == 201
    await ada.put(f"rooms/{den}/bans/bob", WHY)
    banned, absent = await send(bob, den), await send(bob, "0123456789abcdef0123")
    assert refusal(banned) == refusal(absent) == (404, "unknown_room")
    assert refusal(await bob.get(f"rooms/{den}/messages/1")) == (404, "unknown_room")


async def test_only_writing_tells_of_a_ban_and_a_token_for_other_rooms_not_even_that(ada, moe, bob, square):
    (seq,) = await say(bob, square, ["mine"])
    other = await room(ada, "Other", bob)
    limited = await another_token(await user_of(bob), *SCOPES)
    await ApiToken.objects.filter(digest=digest(limited.token or "")).aupdate(limited=True)
    token = await ApiToken.objects.aget(digest=digest(limited.token or ""))
    await TokenRoom.objects.acreate(token=token, room=await Room.objects.aget(slug=other))
    await moe.put(f"rooms/{square}/bans/bob", WHY)
    for answer in (
        await bob.patch(f"rooms/{square}/messages/{seq}", {"body": "x"}),
        await bob.delete(f"rooms/{square}/messages/{seq}"),
        await bob.put(f"rooms/{square}/messages/{seq}/reactions/%F0%9F%91%8D"),
    ):
        assert refusal(answer) == (403, "banned")
    for answer in (
        await bob.get(f"rooms/{square}"),
        await bob.get(f"rooms/{square}/messages"),
        await bob.get(f"rooms/{square}/changes"),
        await bob.post(f"rooms/{square}/reports", {"seq": seq, "reason": "x"}),
        await limited.post(f"rooms/{square}/messages", {"body": "x"}),
        await limited.put(f"rooms/{square}/raid"),
        await bob.post("rooms/%00/messages", {"body": "x"}),
    ):
        assert refusal(answer) == (404, "unknown_room")


async def test_moderation_takes_its_scope_its_room_and_its_person_s_rank(moe, ada, bob, square):
    (seq,) = await say(bob, square, ["one"])
    den = await room(ada, "Den", kind="private")
    eve = await person("eve")
    calls = [
        ("put", "mutes/bob", WHY), ("delete", "mutes/bob", None), ("put", "bans/bob", WHY),
        ("delete", "bans/bob", None), ("put", "members/bob", {"role": "moderator"}),
        ("delete", "members/bob", WHY), ("patch", "", {"slow_mode": 5}),
        ("post", "deletions", {"seqs": [seq], **WHY}), ("delete", "deletions/1", None),
        ("get", "reports", None), ("patch", "reports/1", {"status": "acted"}), ("put", "raid", None),
        ("delete", "raid", None), ("get", "audit", None),
    ]  # fmt: skip
    before = await AuditEntry.objects.acount()
    scopeless = await another_token(await user_of(ada), "rooms:read", "history:read", "messages:write")
    for method, path, body in calls:
        given = (body,) if body is not None else ()
        for program, slug, expected in (
            (scopeless, square, (403, "insufficient_scope")),
            (bob, square, (403, "forbidden")),
            (eve, square, (403, "forbidden")),
            (bob, den, (404, "unknown_room")),
        ):
            path_of = f"rooms/{slug}/{path}".rstrip("/")
            answer = await getattr(program, method)(path_of, *given)
            assert refusal(answer) == expected, (method, path, program.username)
    assert await AuditEntry.objects.acount() == before
    assert moe

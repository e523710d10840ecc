"""What a token is worth at every operation: wrong ones, narrow ones, and those for other rooms."""

import json
import logging
from datetime import timedelta

import pytest
from django.utils.timezone import now

from accounts.models import ApiToken
from accounts.models.token import SCOPES
from accounts.secrets import TOKEN_PREFIX, digest
from rooms.api.openapi import document
from rooms.models import AuditEntry, Room, TokenRoom
from tests.api.test_secrecy import moderated, operations, told
from tests.api.world import Program, another_token, fill, refusal, room, user_of

pytestmark = pytest.mark.django_db(transaction=True)
NOWHERE = "0123456789abcdef0123"


async def row_of(program: Program) -> ApiToken:
    return await ApiToken.objects.aget(digest=digest(program.token or ""))


async def limited_to(program: Program, slug: str) -> Program:
    made = await another_token(await user_of(program), *SCOPES)
    row = await row_of(made)
    await ApiToken.objects.filter(pk=row.pk).aupdate(limited=True)
    await TokenRoom.objects.acreate(token=row, room=await Room.objects.aget(slug=slug))
    return made


async def test_expired_revoked_unknown_and_malformed_ones_are_all_the_same(ada, tea):
    await fill(ada, tea, 3)
    expired, revoked = [await another_token(await user_of(ada), *SCOPES) for _ in range(2)]
    before = now() - timedelta(seconds=1)
    await ApiToken.objects.filter(pk=(await row_of(expired)).pk).aupdate(expires_at=before)
    await ApiToken.objects.filter(pk=(await row_of(revoked)).pk).aupdate(revoked_at=before)
    answers = [await told(program, tea) for program in (expired, revoked)]
    assert answers[0] == answers[1]
    for status, headers, text in answers[0].values():
        assert (status, headers["WWW-Authenticate"], json.loads(text)["code"]) == (
            401,
            "Bearer",
            "unauthenticated",
        )
    nobody = Program(None)
    for given in (f"Bearer {TOKEN_PREFIX}{'A' * 43}", "Bearer", "Bearer ", f"Basic {ada.token}", f"Token {ada.token}",
                  f"Bearer {ada.token}x", f"Bearer {ada.token[:-1]}", f"Bearer {ada.token} {ada.token}", "Bearer \xfc",
                  "Bearer " + "x" * 5000, str(ada.token)):  # fmt: skip
        assert refusal(await nobody("GET", f"rooms/{tea}", authorization=given)) == (
            401,
            "unauthenticated",
        ), given
    assert (await nobody("GET", f"rooms/{tea}", authorization=f"bearer {ada.token}")).status_code == 200


async def test_without_the_scope_a_room_that_is_there_and_one_that_is_not_are_the_same(ada):
    asked = 0
    for scope in SCOPES:
        narrow = await another_token(await user_of(ada), *(set(SCOPES) - {scope}))
        slug = await room(ada, "Tea")
        await fill(ada, slug, 3)
        here, nowhere = await told(narrow, slug), await told(narrow, NOWHERE)
        for method, path, _ in operations():
            needed = document()["paths"][path][method.lower()]["security"][0]["token"]
            if needed == [scope]:
                asked += 1
                assert here[method, path] == nowhere[method, path], (method, path)
                status, _, text = here[method, path]
                assert (status, json.loads(text)["code"]) == (403, "insufficient_scope"), (method, path)
    assert asked == len(list(operations()))


async def test_for_a_token_of_other_rooms_its_own_person_s_room_does_not_exist(ada, bob):
    mine, other = await room(ada, "Mine", bob), await room(ada, "Other", bob, kind="private")
    await fill(ada, other, 5)
    ids = await moderated(ada, bob, other)
    limited = await limited_to(ada, mine)
    before = await AuditEntry.objects.acount()
    assert (await limited.get(f"rooms/{mine}")).status_code == 200
    assert await told(limited, other, ids) == await told(limited, NOWHERE, ids)
    assert refusal(await limited.post("rooms", {"name": "Third"})) == (403, "insufficient_scope")
    assert [one["slug"] for one in (await limited.get("rooms")).json()["rooms"]] == [mine]
    assert refusal(await limited.get("search", q="message", room=other)) == (404, "unknown_room")
    assert (await limited.get("search", q="message")).json()["results"] == []
    assert await AuditEntry.objects.acount() == before
    assert await Room.objects.acount() == 2


async def test_whoever_tries_what_they_may_not_is_in_the_log_without_their_token(ada, tea, caplog):
    narrow = await another_token(await user_of(ada), "rooms:read")
    token, user = await row_of(narrow), await user_of(ada)
    caplog.set_level(logging.INFO)
    await narrow.get(f"rooms/{tea}/messages")
    await narrow.get(f"rooms/{NOWHERE}")
    await Program("chat_wrong").get("me")
    await narrow.get(f"rooms/{tea}")
    lines = [record.msg for record in caplog.records if isinstance(record.msg, dict)]
    noted = [(one["code"], one["user"], one["token"]) for one in lines if one["event"] == "api_refused"]
    assert noted == [
        ("insufficient_scope", user.pk, token.pk), ("unknown_room", user.pk, token.pk), ("unauthenticated", None, None),
    ]  # fmt: skip
    assert not [one for one in lines if str(narrow.token) in str(one) or "chat_wrong" in str(one)]

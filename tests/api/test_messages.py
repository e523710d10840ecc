"""Sending, editing, deleting: the same log as everybody's, and one send is one message for ever (R2)."""

import asyncio
from uuid import uuid4

import pytest

from rooms.models import Message
from tests.api.world import another_token, fill, person, refusal, room, user_of

NO_MESSAGES = [
    ({"body": ""}, "empty_body"),
    ({"body": " \n\t"}, "empty_body"),
    ({"body": "x" * 10_001}, "body_too_long"),
    ({"body": "a\0b"}, "invalid_body"),
    ({"body": "\ud800"}, "invalid_body"),
    ({"body": None}, "invalid_body"),
    ({"body": 5}, "invalid_body"),
    ({"body": ["x"]}, "invalid_body"),
    ({}, "missing_field"),
    ({"body": "x", "color": "red"}, "unknown_field"),
    ({"body": "x", "client_id": "no"}, "invalid_client_id"),
    ({"body": "x", "client_id": "{" + str(uuid4()) + "}"}, "invalid_client_id"),
    ({"body": "x", "client_id": 7}, "invalid_client_id"),
    ({"body": "x", "reply_to": 0}, "invalid_seq"),
    ({"body": "x", "reply_to": "1"}, "invalid_seq"),
    ({"body": "x", "reply_to": True}, "invalid_seq"),
    ({"body": "x", "reply_to": 2**63}, "invalid_seq"),
    ([], "malformed"),
    ("text", "malformed"),
    (b"", "malformed"),
    (b"{", "malformed"),
    (b"null", "malformed"),
    (b'{"body": "\xff"}', "malformed"),
    (b'{"body": "a", "body": "b"}', "malformed"),
    (b'{"body": "a", "reply_to": NaN}', "malformed"),
    (b"[" * 100_000, "malformed"),
    (b'{"body": "a", "reply_to": ' + b"9" * 5000 + b"}", "malformed"),
    ("\ufeff{}".encode(), "malformed"),
]

pytestmark = pytest.mark.django_db(transaction=True)


async def test_sending_answers_201_with_the_message(ada, tea):
    answer = await ada.post(f"rooms/{tea}/messages", {"body": "Hello **world**"})
    assert answer.status_code == 201
    body = answer.json()
    assert (body["seq"], body["body"], body["author"]["name"]) == (1, "Hello **world**", "Ada Lovelace")
    assert answer.headers["Location"] == f"/api/v1/rooms/{tea}/messages/1"
    assert (await ada.get(answer.headers["Location"])).json() == body


async def test_the_same_client_id_again_is_the_same_message(ada, tea):
    sent = {"body": "once", "client_id": str(uuid4())}
    first = await ada.post(f"rooms/{tea}/messages", sent)
    again = await ada.post(f"rooms/{tea}/messages", {**sent, "body": "twice"})
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json() == first.json()
    assert await Message.objects.acount() == 1


async def test_fifty_at_once_are_one_message(ada, tea, settings):
    sent = {"body": "once", "client_id": str(uuid4())}
    answers = await asyncio.gather(*(ada.post(f"rooms/{tea}/messages", sent) for _ in range(50)))
    assert sorted(answer.status_code for answer in answers) == [200] * 49 + [201]
    assert len({answer.content for answer in answers}) == 1
    assert await Message.objects.acount() == 1


async def test_in_another_room_it_is_refused(ada, tea):
    other = await room(ada, "Coffee")
    sent = {"body": "once", "client_id": str(uuid4())}
    assert (await ada.post(f"rooms/{tea}/messages", sent)).status_code == 201
    assert refusal(await ada.post(f"rooms/{other}/messages", sent)) == (409, "client_id_reused")


async def test_a_reply_names_what_it_answers(ada, tea):
    await fill(ada, tea, 1)
    answer = await ada.post(f"rooms/{tea}/messages", {"body": "yes", "reply_to": 1})
    assert answer.json()["reply_to"] == 1
    assert refusal(await ada.post(f"rooms/{tea}/messages", {"body": "?", "reply_to": 99})) == (
        404,
        "unknown_reply",
    )


async def test_what_cannot_be_a_message_is_refused_and_nothing_is_stored(ada, tea):
    assert (await ada.post(f"rooms/{tea}/messages", {"body": "x" * 10_000})).status_code == 201
    for body, code in NO_MESSAGES:
        assert refusal(await ada.post(f"rooms/{tea}/messages", body)) == (400, code), str(body)[:80]
    assert await Message.objects.acount() == 1


async def test_a_body_that_is_too_large_is_413_and_one_that_is_no_json_415(ada, tea):
    large = b'{"body": "' + b"x" * 300_000 + b'"}'
    assert refusal(await ada.post(f"rooms/{tea}/messages", large)) == (413, "payload_too_large")
    huge = b'{"body": "' + b"x" * 3_000_000 + b'"}'
    assert refusal(await ada.post(f"rooms/{tea}/messages", huge)) == (413, "payload_too_large")
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"):
        answer = await ada("POST", f"rooms/{tea}/messages", b"body=x", content_type=kind)
        assert refusal(answer) == (415, "unsupported_media_type")


async def test_all_of_ten_thousand_escaped_characters_fit(ada, tea):
    body = b'{"body": "' + b"\\ud83c\\udf75" * 10_000 + b'"}'
    answer = await ada.post(f"rooms/{tea}/messages", body)
    assert answer.status_code == 201
    assert answer.json()["body"] == "🍵" * 10_000


async def test_only_members_write_and_only_authors_edit(ada, bob, tea):
    eve = await person("eve")
    assert refusal(await eve.post(f"rooms/{tea}/messages", {"body": "hi"})) == (403, "not_member")
    await fill(ada, tea, 1)
    assert refusal(await bob.patch(f"rooms/{tea}/messages/1", {"body": "mine"})) == (403, "not_author")
    assert refusal(await bob.delete(f"rooms/{tea}/messages/1")) == (403, "not_author")
    answer = await ada.patch(f"rooms/{tea}/messages/1", {"body": "edited"})
    assert answer.status_code == 200
    assert (answer.json()["body"], bool(answer.json()["edited_at"])) == ("edited", True)


async def test_deleting_answers_with_what_is_left(ada, tea):
    await fill(ada, tea, 1)
    answer = await ada.delete(f"rooms/{tea}/messages/1")
    assert (answer.status_code, answer.json()["body"], bool(answer.json()["deleted_at"])) == (200, "", True)
    assert refusal(await ada.delete(f"rooms/{tea}/messages/1")) == (404, "unknown_message")
    assert refusal(await ada.patch(f"rooms/{tea}/messages/1", {"body": "x"})) == (404, "unknown_message")


async def test_writing_needs_its_scope(ada, tea):
    await fill(ada, tea, 1)
    reader = await another_token(await user_of(ada), "rooms:read", "history:read", "moderation")
    path = f"rooms/{tea}/messages"
    for answer in (
        await reader.post(path, {"body": "x"}),
        await reader.patch(f"{path}/1", {"body": "x"}),
        await reader.delete(f"{path}/1"),
        await reader.put(f"{path}/1/reactions/%F0%9F%91%8D"),
        await reader.put(f"rooms/{tea}/read", {"seq": 1}),
        await reader.put(f"rooms/{tea}/members/me"),
    ):
        assert refusal(answer) == (403, "insufficient_scope")


async def test_a_flood_is_told_when_to_come_back(ada, tea):
    sends = (ada.post(f"rooms/{tea}/messages", {"body": "x"}) for _ in range(200))
    answers = await asyncio.gather(*sends)
    refused = [answer for answer in answers if answer.status_code != 201]
    assert refused
    assert refusal(refused[0]) == (429, "rate_limited")
    assert int(refused[0].headers["Retry-After"]) >= 1

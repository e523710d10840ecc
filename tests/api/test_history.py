"""Pages of history: complete, ascending, and never cut without saying so."""

import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils.dateparse import parse_datetime

from rooms.models import Membership, Message, Room
from tests.api.world import another_token, fill, lines, refusal, room, say, user_of

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.embedded]


def seqs(answer) -> list[int]:
    assert answer.status_code == 200, answer.content
    return [message["seq"] for message in answer.json()["messages"]]


async def spread(slug: str) -> list:
    """Put the messages a minute apart; their times in order."""
    rows = [row async for row in Message.objects.filter(room__slug=slug).order_by("seq")]
    for row in rows:
        row.created_at += timedelta(minutes=row.seq)
    await Message.objects.abulk_update(rows, ["created_at"])
    return [row.created_at for row in rows]


async def test_the_newest_page_comes_first_and_is_ascending(ada, tea):
    await fill(ada, tea, 60)
    answer = await ada.get(f"rooms/{tea}/messages")
    assert seqs(answer) == list(range(11, 61))
    body = answer.json()
    assert (body["first_seq"], body["last_seq"]) == (1, 60)
    assert (body["has_more_before"], body["has_more_after"]) == (True, False)
    assert body["version"] == (await Room.objects.aget(slug=tea)).version
    assert set(body["messages"][0]) >= {"id", "room", "seq", "version", "author", "body", "html", "reactions"}


PAGES: list[tuple[dict[str, Any], list[int], tuple[bool, bool]]] = [
    ({"before": 10}, [5, 6, 7, 8, 9], (True, True)),
    ({"before": 3}, [1, 2], (False, True)),
    ({"before": 1}, [], (False, True)),
    ({"before": 999}, [16, 17, 18, 19, 20], (True, False)),
    ({"after": 0}, [1, 2, 3, 4, 5], (False, True)),
    ({"after": 17}, [18, 19, 20], (True, False)),
    ({"after": 20}, [], (True, False)),
    ({"after": 2**63 - 1}, [], (True, False)),
    ({"around": 10}, [8, 9, 10, 11, 12], (True, True)),
    ({"around": 1}, [1, 2, 3, 4, 5], (False, True)),
    ({"around": 20}, [16, 17, 18, 19, 20], (True, False)),
    ({"around": 10**15}, [16, 17, 18, 19, 20], (True, False)),
]


async def test_each_selector_gives_the_page_it_names(ada, tea):
    await fill(ada, tea, 20)
    for query, expected, more in PAGES:
        answer = await ada.get(f"rooms/{tea}/messages", limit=5, **query)
        assert seqs(answer) == expected, query
        body = answer.json()
        assert (body["has_more_before"], body["has_more_after"]) == more, query


async def test_an_empty_room_is_an_empty_page(ada, tea):
    queries: list[dict[str, Any]] = [{}, {"before": 5}, {"after": 0}, {"since": "2020-01-01T00:00:00Z"}]
    for query in queries:
        answer = await ada.get(f"rooms/{tea}/messages", **query)
        assert seqs(answer) == []
        assert "Link" not in answer.headers


async def test_following_the_links_gives_all_of_it_both_ways(ada, tea):
    await fill(ada, tea, 47)
    for rel, start in (("next", {"after": 0}), ("prev", {})):
        answer = await ada.get(f"rooms/{tea}/messages", limit=10, **start)
        found = seqs(answer)
        while link := re.search(rf'<http://testserver([^>]+)>; rel="{rel}"', answer.headers.get("Link", "")):
            answer = await ada("GET", link[1])
            found = found + seqs(answer) if rel == "next" else seqs(answer) + found
        assert found == list(range(1, 48))


async def test_times_bound_the_window(ada, tea):
    await fill(ada, tea, 10)
    times = [one.isoformat() for one in await spread(tea)]
    assert seqs(await ada.get(f"rooms/{tea}/messages", since=times[3])) == [4, 5, 6, 7, 8, 9, 10]
    assert seqs(await ada.get(f"rooms/{tea}/messages", until=times[3])) == [1, 2, 3]
    assert seqs(await ada.get(f"rooms/{tea}/messages", since=times[3], until=times[6])) == [4, 5, 6]
    assert seqs(await ada.get(f"rooms/{tea}/messages", since=times[3], until=times[3])) == []
    assert seqs(await ada.get(f"rooms/{tea}/messages", since="2100-01-01T00:00:00Z")) == []
    assert seqs(await ada.get(f"rooms/{tea}/messages", until="1970-01-01T00:00:00Z")) == []


async def test_a_time_between_two_messages_is_found_too(ada, tea):
    await fill(ada, tea, 10)
    times = await spread(tea)
    for seq in range(1, 11):
        moment = (times[seq - 1] - timedelta(seconds=30)).isoformat()
        assert seqs(await ada.get(f"rooms/{tea}/messages", since=moment, limit=1)) == [seq]


async def test_times_and_a_selector_go_together(ada, tea):
    await fill(ada, tea, 10)
    times = [one.isoformat() for one in await spread(tea)]
    window = {"since": times[2], "until": times[8]}  # 3 … 8
    first = await ada.get(f"rooms/{tea}/messages", limit=3, **window)
    assert seqs(first) == [3, 4, 5]
    assert (first.json()["has_more_before"], first.json()["has_more_after"]) == (False, True)
    last = await ada.get(f"rooms/{tea}/messages", limit=4, after=5, **window)
    assert seqs(last) == [6, 7, 8]
    assert (last.json()["has_more_before"], last.json()["has_more_after"]) == (True, False)
    assert seqs(await ada.get(f"rooms/{tea}/messages", before=5, **window)) == [3, 4]
    assert seqs(await ada.get(f"rooms/{tea}/messages", around=10, limit=2, **window)) == [7, 8]
    newest = await ada.get(f"rooms/{tea}/messages", limit=2, until=times[8])
    assert seqs(newest) == [7, 8]


TIMES = [
    "2026-11-23T06:25:24Z",
    "2026-11-23t06:25:24.123456789z",
    "2026-11-23T06:25:24+14:00",
    "1990-12-31T23:59:60Z",
    "0001-01-01T00:00:00+23:59",
    "9999-12-31T23:59:60-23:59",
]


async def test_every_rfc_3339_time_is_understood(ada, tea):
    for moment in TIMES:
        assert (await ada.get(f"rooms/{tea}/messages", since=moment)).status_code == 200, moment


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"before": 1, "after": 2}, "two_selectors"),
    ({"around": 1, "after": 2}, "two_selectors"),
    ({"limit": 0}, "invalid_limit"),
    ({"limit": 101}, "invalid_limit"),
    ({"limit": -1}, "invalid_limit"),
    ({"limit": "ten"}, "invalid_limit"),
    ({"limit": "5.0"}, "invalid_limit"),
    ({"limit": " 5"}, "invalid_limit"),
    ({"limit": "٥"}, "invalid_limit"),
    ({"limit": ""}, "invalid_limit"),
    ({"before": 0}, "invalid_before"),
    ({"before": 2**63}, "invalid_before"),
    ({"after": -1}, "invalid_after"),
    ({"around": "x"}, "invalid_around"),
    ({"since": "yesterday"}, "invalid_since"),
    ({"since": "2026-11-23"}, "invalid_since"),
    ({"since": "2026-11-23T06:25:24"}, "invalid_since"),
    ({"since": "2026-13-01T00:00:00Z"}, "invalid_since"),
    ({"until": "2026-11-23T06:25:24 02:00"}, "invalid_until"),
    ({"since": "2026-11-23T06:25:24Z", "until": "2026-11-22T06:25:24Z"}, "invalid_until"),
    ({"page": 1}, "unknown_parameter"),
    ({"limit": ["1", "2"]}, "repeated_parameter"),
]


async def test_what_is_asked_wrongly_is_refused_and_never_cut(ada, tea):
    await fill(ada, tea, 3)
    assert len(seqs(await ada.get(f"rooms/{tea}/messages"))) == 3
    for query, code in WRONG:
        assert refusal(await ada.get(f"rooms/{tea}/messages", **query)) == (400, code), query


async def test_a_newcomer_reads_from_where_they_came_and_not_before(ada, bob):
    slug = await room(ada, "Secret", kind="private", history_visible=False)
    await fill(ada, slug, 5)
    late = await room(ada, "Other", bob)  # Bob is somebody with rooms
    await Membership.objects.acreate(
        room=await Room.objects.aget(slug=slug),
        user=await user_of(bob),
        version=99,
        from_seq=6,
        joined_at=(await Room.objects.aget(slug=late)).created_at,
    )
    await say(ada, slug, ["after"])
    answer = await bob.get(f"rooms/{slug}/messages", after=0)
    assert seqs(answer) == [6]
    assert answer.json()["first_seq"] == 6
    assert answer.json()["has_more_before"] is False
    assert seqs(await bob.get(f"rooms/{slug}/messages", around=2)) == [6]
    assert seqs(await bob.get(f"rooms/{slug}/messages", since="2000-01-01T00:00:00Z")) == [6]
    assert refusal(await bob.get(f"rooms/{slug}/messages/5")) == (404, "unknown_message")
    stream = await bob.get(f"rooms/{slug}/messages.ndjson")
    assert [one["seq"] for one in lines(b"".join([part async for part in stream.streaming_content]))] == [6]
    changes = (await bob.get(f"rooms/{slug}/changes")).json()["changes"]
    assert [one["message"]["seq"] for one in changes if one["type"].startswith("message")] == [6]
    assert [one["type"] for one in changes].count("skip") == 5


async def test_deleted_messages_stay_as_tombstones(ada, tea):
    await fill(ada, tea, 3)
    assert (await ada.delete(f"rooms/{tea}/messages/2")).status_code == 200
    answer = await ada.get(f"rooms/{tea}/messages")
    assert seqs(answer) == [1, 2, 3]
    tombstone = answer.json()["messages"][1]
    assert (tombstone["body"], tombstone["html"]) == ("", "")
    assert parse_datetime(tombstone["deleted_at"])


async def test_one_message_is_shown_by_its_seq(ada, bob, tea):
    client_id = str(uuid4())
    await bob.post(f"rooms/{tea}/messages", {"body": "*hello*", "client_id": client_id})
    body = (await ada.get(f"rooms/{tea}/messages/1")).json()
    assert (body["body"], body["client_id"], body["author"]["username"]) == ("*hello*", client_id, "bob")
    assert "<em>hello</em>" in body["html"]
    for seq, refused in {"2": (404, "unknown_message"), "0": (400, "invalid_seq"), "x": (400, "invalid_seq"),
                         "99999999999999999999": (400, "invalid_seq")}.items():  # fmt: skip
        assert refusal(await ada.get(f"rooms/{tea}/messages/{seq}")) == refused


async def test_history_read_is_the_scope_for_it(ada, tea):
    user = await user_of(ada)
    reader, other = (
        await another_token(user, "history:read"),
        await another_token(user, "rooms:read", "messages:write"),
    )
    for path in ("messages", "messages/1", "changes", "messages.ndjson", "changes.ndjson"):
        assert (await reader.get(f"rooms/{tea}/{path}")).status_code in (200, 404)
        assert refusal(await other.get(f"rooms/{tea}/{path}")) == (403, "insufficient_scope")

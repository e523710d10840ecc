"""Whole rooms as lines."""

import gc
import gzip
import zlib

import pytest
from django.core.handlers.asgi import ASGIHandler
from django.test import AsyncRequestFactory

from chatapp.database import in_database
from rooms.api import slots
from rooms.api.slots import MOST
from rooms.models import Room
from tests.api.counting import hops
from tests.api.world import ROOT, another_token, body_of, fill, let_in, lines, person, refusal, room, user_of

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.embedded]


@pytest.fixture(autouse=True)
def _small_batches(monkeypatch):
    monkeypatch.setattr("rooms.api.streams.BATCH", 10)


async def test_every_message_is_a_line_and_the_headers_say_how_far(ada, tea):
    await fill(ada, tea, 35)
    answer = await ada.get(f"rooms/{tea}/messages.ndjson")
    assert answer.headers["Content-Type"] == "application/x-ndjson"
    assert (answer.headers["X-First-Seq"], answer.headers["X-Last-Seq"]) == ("1", "35")
    assert answer.headers["X-Room-Version"] == str((await Room.objects.aget(slug=tea)).version)
    found = lines(await body_of(answer))
    assert [one["seq"] for one in found] == list(range(1, 36))
    assert found[0] == (await ada.get(f"rooms/{tea}/messages/1")).json()


@pytest.mark.parametrize("stream", ["messages", "changes"])
async def test_head_reads_nothing(ada, tea, stream):
    await fill(ada, tea, 35)
    path = f"{ROOT}rooms/{tea}/{stream}.ndjson"
    headers = {"authorization": f"Bearer {ada.token}"}
    for _ in range(MOST + 1):
        with hops() as seen:
            # Not by Django's client, which drops what answers HEAD by itself.
            answer = await ASGIHandler().get_response_async(AsyncRequestFactory().head(path, headers=headers))
            assert answer.status_code == 200
            assert await body_of(answer) == b""
        assert sum(seen.values()) == 1
        assert answer.headers["X-Last-Seq"] == "35"
        del answer
        gc.collect()  # an answer that nobody began to read gives its place back when it goes
    assert (await ada.get(path)).status_code == 200


async def test_a_broken_stream_is_resumed_where_it_broke(ada, tea):
    await fill(ada, tea, 35)
    for after, expected in ((0, 35), (12, 23), (34, 1), (35, 0), (99, 0)):
        found = lines(await body_of(await ada.get(f"rooms/{tea}/messages.ndjson", after=after)))
        assert [one["seq"] for one in found] == list(range(after + 1, after + 1 + expected)), after
    assert refusal(await ada.get(f"rooms/{tea}/messages.ndjson", after=-1)) == (400, "invalid_after")
    assert refusal(await ada.get(f"rooms/{tea}/messages.ndjson", limit=5)) == (400, "unknown_parameter")


async def test_what_is_written_meanwhile_is_after_the_end(ada, tea):
    await fill(ada, tea, 25)
    answer = await ada.get(f"rooms/{tea}/messages.ndjson")
    parts = answer.streaming_content.__aiter__()
    text = await anext(parts)
    await fill(ada, tea, 20)
    text += b"".join([part async for part in parts])
    assert [one["seq"] for one in lines(text)] == list(range(1, 26))


async def test_changes_end_with_a_head(ada, tea):
    await fill(ada, tea, 25)
    await ada.delete(f"rooms/{tea}/messages/3")
    answer = await ada.get(f"rooms/{tea}/changes.ndjson")
    *changes, head = lines(await body_of(answer))
    version = (await Room.objects.aget(slug=tea)).version
    assert head == {"type": "head", "room": tea, "version": version, "last_seq": 25}
    known = 0
    for one in changes:
        assert one["prev"] == known < one["version"]
        known = one["version"]
    assert known == version
    again = lines(await body_of(await ada.get(f"rooms/{tea}/changes.ndjson", after=version)))
    assert again == [head]


async def test_removal_ends_a_stream_where_it_is(ada):
    eve = await person("eve")
    slug = await room(ada, "Secret", eve, kind="private")
    await fill(ada, slug, 35)
    for path in ("messages.ndjson", "changes.ndjson"):
        whole = lines(await body_of(await ada.get(f"rooms/{slug}/{path}")))
        answer = await eve.get(f"rooms/{slug}/{path}")
        parts = answer.streaming_content.__aiter__()
        await anext(parts)
        await eve.delete(f"rooms/{slug}/members/me")
        assert [part async for part in parts] == []
        assert len(whole) > 30

        await in_database(let_in, slug, await user_of(eve))


async def test_a_stream_is_compressed_where_that_is_accepted(ada, tea):
    await fill(ada, tea, 35)
    for path in ("messages.ndjson", "changes.ndjson"):
        plain = await body_of(await ada.get(f"rooms/{tea}/{path}"))
        answer = await ada("GET", f"rooms/{tea}/{path}", accept_encoding="gzip")
        assert answer.headers["Content-Encoding"] == "gzip"
        assert "Accept-Encoding" in answer.headers["Vary"]
        packed = await body_of(answer)
        assert len(packed) < len(plain) / 2
        assert gzip.decompress(packed) == plain
        refused = await ada("GET", f"rooms/{tea}/{path}", accept_encoding="gzip;q=0")
        assert "Content-Encoding" not in refused.headers
        await body_of(refused)


async def test_lines_that_were_sent_can_be_read_before_the_stream_ends(ada, tea):
    await fill(ada, tea, 35)
    answer = await ada("GET", f"rooms/{tea}/messages.ndjson", accept_encoding="gzip")
    parts = answer.streaming_content.__aiter__()
    unpacked = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16).decompress(await anext(parts))
    assert [one["seq"] for one in lines(unpacked)] == list(range(1, 11))
    await parts.aclose()


async def test_a_token_reads_so_many_streams_at_once(ada, bob, tea):
    await fill(ada, tea, 35)
    path = f"rooms/{tea}/messages.ndjson"
    held = []
    for _ in range(MOST):
        answer = await ada.get(path)
        parts = answer.streaming_content.__aiter__()
        await anext(parts)
        held.append((answer, parts))
    answer = await ada.get(path)
    assert refusal(answer) == (429, "rate_limited")
    assert int(answer.headers["Retry-After"]) == 5
    assert (await ada.get(f"rooms/{tea}/messages")).status_code == 200
    assert len(lines(await body_of(await bob.get(path)))) == 35
    another = await another_token(await user_of(ada), "history:read")
    assert len(lines(await body_of(await another.get(path)))) == 35
    answer, parts = held.pop()  # its reader went
    await parts.aclose()
    del answer, parts
    gc.collect()
    assert len(lines(await body_of(await ada.get(path)))) == 35
    for _, parts in held:
        assert len(lines(b"".join([part async for part in parts]))) == 25
    for _ in range(MOST * 3):  # answers that nobody reads
        assert (await ada.get(path)).status_code == 200
        gc.collect()
    assert not slots._taken

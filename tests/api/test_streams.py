"""Whole rooms as lines."""

import pytest

from chatapp.database import in_database
from rooms.models import Room
from tests.api.world import body_of, fill, let_in, lines, person, refusal, room, user_of

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

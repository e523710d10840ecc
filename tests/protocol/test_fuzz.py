"""Frames of Hypothesis's making: whatever comes in, no error in the log and no neighbour disturbed."""

import asyncio
import json
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.chat.deployment import Deployment
from tests.chat.size import FUZZ
from tests.chat.socket import Socket

TYPES = ["subscribe", "unsubscribe", "send", "read", "typing", "seen", "ping", "hello", ""]
FIELDS = ["type", "room", "client_id", "body", "reply_to", "after", "epoch", "seq", "version", "x"]
ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=40)
SCALARS = st.none() | st.booleans() | st.integers() | st.integers(-(2**70), 2**70) | st.floats() | ANY_TEXT
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(ANY_TEXT, inner, max_size=4),
    max_leaves=8,
)
UUIDS = st.uuids().map(str)
BATCH = 25


def frames(room: str) -> st.SearchStrategy[str]:
    """Nonsense, nonsense in JSON, frames with a wrong field or two, and right ones."""
    likely: dict[str, st.SearchStrategy[Any]] = {
        "type": st.sampled_from(TYPES),
        "room": st.just(room),
        "client_id": UUIDS,
        "body": ANY_TEXT,
        "reply_to": st.none() | st.integers(0, 5),
        "after": st.none() | st.integers(-1, 20),
        "seq": st.integers(0, 10),
        "version": st.integers(0, 10),
    }
    mixed = st.fixed_dictionaries(
        {"type": st.sampled_from(TYPES)},
        optional={name: likely.get(name, VALUES) | VALUES for name in FIELDS[1:]},
    )
    # What JSON can say and UTF-8 cannot: half of a pair, as an escape.
    objects = (mixed | VALUES).map(json.dumps)
    texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)
    return objects | texts | st.lists(objects, max_size=3).map("\n".join)


async def test_no_frame_makes_an_error_or_disturbs_a_neighbour(deployment: Deployment) -> None:
    ann, bob = deployment.people(2)
    room = deployment.room(ann, bob)
    loop = asyncio.get_running_loop()
    said = 0
    async with await Socket.open(deployment.first, bob) as neighbour:
        await neighbour.subscribe(room)

        async def say(batch: list[str]) -> None:
            nonlocal said
            async with await Socket.open(deployment.first, ann) as fuzzed:
                for text in batch:
                    await fuzzed.connection.send(text)
                await fuzzed.settle()
                assert fuzzed.closed is None
            said += len(batch)
            await neighbour.settle()

        @settings(
            max_examples=max(1, FUZZ // BATCH),
            deadline=None,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(st.lists(frames(room), min_size=BATCH, max_size=BATCH))
        def fuzz(batch: list[str]) -> None:
            asyncio.run_coroutine_threadsafe(say(batch), loop).result(60)

        await asyncio.to_thread(fuzz)
        assert said >= FUZZ
        assert deployment.errors() == []
        ack = await neighbour.send(room, "still here")
        await neighbour.hear("message.created", version=ack["version"])
    versions = [frame["version"] for frame in neighbour.of("message.created")]
    assert versions == sorted(set(versions))
    assert [row["seq"] for row in deployment.log(room)] == list(range(1, deployment.head(room)[0] + 1))

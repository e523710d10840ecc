"""The checker sees each of the five faults, or zeros would mean nothing."""

import pytest

from tests.chat.people import Person
from tests.faults.checker import Counts, check
from tests.faults.client import Client
from tests.faults.sender import Sent

SOMEBODY = Person(1, "ann", "", "")


def row(seq: int, version: int | None = None, born: int | None = None) -> dict:
    version = version or seq
    return {"seq": seq, "version": version, "born": born or version, "client_id": f"id{seq}"}


def frame(seq: int, version: int | None = None, prev: int | None = None, kind: str = "created") -> dict:
    version = version or seq
    prev = version - 1 if prev is None else prev
    return {"type": f"message.{kind}", "version": version, "prev": prev, "message": {"seq": seq}}


async def told(*frames: dict) -> Client:
    client = Client(SOMEBODY, "room", list)
    client._note({"type": "subscribed", "room": "room", "version": 0, "epoch": "e"})
    for one in frames:
        client._take(one)
    return client


async def counted(rows: list[dict], *frames: dict, sent: list[Sent] | None = None) -> Counts:
    return check(rows, [await told(*frames)], sent or [])


async def test_nothing_is_wrong_when_everybody_was_told_everything() -> None:
    sent = [Sent("a", ["id1"], acked=True), Sent("b", ["other"])]
    told_of = [frame(1), frame(2), frame(1, 3, kind="updated")]
    assert await counted([row(1, 3, born=1), row(2)], *told_of, sent=sent) == Counts()


async def test_a_message_changed_before_it_was_told_comes_in_its_later_place() -> None:
    assert await counted([row(1, 3, born=1), row(2)], frame(2, 2, prev=0), frame(1, 3)) == Counts()


@pytest.mark.parametrize(
    ("fault", "rows", "frames", "sent"),
    [
        ("lost", [row(1)], [frame(1)], [Sent("a", ["id9"], acked=True)]),
        ("duplicated", [row(1), row(2)], [frame(1), frame(2)], [Sent("a", ["id1", "id2"], acked=True)]),
        ("duplicated", [row(1)], [frame(1), frame(1)], []),
        ("duplicated", [row(1, 2)], [frame(1), frame(1, 2)], []),
        ("reordered", [row(1, 2), row(2, 1)], [frame(2, 1), frame(1, 2)], []),
        ("skipped", [row(1), row(3, 2)], [frame(1), frame(3, 2)], []),
        ("skipped", [row(1), row(2)], [frame(2)], []),
        ("never_seen", [row(1), row(2)], [frame(1)], []),
        ("never_seen", [row(1, 2)], [frame(1)], []),
    ],
)
async def test_it_counts(fault: str, rows: list[dict], frames: list[dict], sent: list[Sent]) -> None:
    assert getattr(await counted(rows, *frames, sent=sent), fault) > 0

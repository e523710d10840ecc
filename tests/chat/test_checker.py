"""The checker sees each kind of harm, and none where there is none."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from tests.chat.checker import check
from tests.chat.room_log import RoomLog

type Row = dict[str, Any]


def frame(version: int, seq: int, body: str = "x", kind: str = "message.created") -> Row:
    message = {
        "seq": seq, "client_id": f"id-{seq}", "author": {"username": "ann"}, "body": body, "reactions": []
    }  # fmt: skip
    return {"type": kind, "room": "r", "version": version, "prev": version - 1, "message": message}


def database(*bodies: str) -> list[Row]:
    return [
        {"seq": n, "version": n, "client_id": f"id-{n}", "body": body, "deleted": False, "username": "ann",
         "reactions": []}
        for n, body in enumerate(bodies, 1)
    ]  # fmt: skip


def reader(*frames: Row) -> RoomLog:
    log = RoomLog("r", version=0, visit=1, live=True)
    for one in frames:
        log.hear(one)
    return log


GOOD = [frame(1, 1), frame(2, 2), frame(3, 3)]


def test_a_faithful_client_is_clean() -> None:
    acks = [{"client_id": "id-2", "seq": 2}]
    assert check(database("x", "x", "x"), [reader(*GOOD)], acks).is_clean()


HARMS: dict[str, Callable[[], Any]] = {
    "lost": lambda: check(database("x", "x", "x"), [reader(*GOOD[:2])]),
    "duplicated": lambda: check(database("x", "x", "x"), [reader(*GOOD, GOOD[2])]),
    "reordered": lambda: check(database("x", "x", "x"), [reader(*GOOD, GOOD[0])]),
    "skipped": lambda: check(database("x", "x", "x"), [reader(GOOD[0], GOOD[2])]),
    "never_seen": lambda: check(database("x", "x", "x"), [reader(*GOOD)], [{"client_id": "id-9", "seq": 9}]),
    "wrong": lambda: check(database("x", "y", "x"), [reader(*GOOD)]),
}


@pytest.mark.parametrize("kind", HARMS)
def test_each_kind_of_harm_is_reported(kind: str) -> None:
    assert HARMS[kind]().counts()[kind] > 0


def test_one_client_id_under_two_numbers_is_a_duplicate() -> None:
    rows = database("x", "x")
    rows[1]["client_id"] = "id-1"
    assert check(rows, []).counts()["duplicated"] == 1


def test_a_new_message_with_a_lower_number_is_reordered() -> None:
    log = reader(frame(1, 2), frame(2, 1))
    assert check([], [log]).counts()["reordered"] == 1


def test_a_hole_in_the_numbers_of_the_database_is_reported() -> None:
    rows = database("x", "x", "x")
    del rows[1]
    assert check(rows, []).counts()["lost"] == 1


def test_a_catch_up_in_another_subscription_may_tell_a_version_again() -> None:
    log = reader(*GOOD)
    log.told += [replace(one, visit=2) for one in log.told]
    assert check(database("x", "x", "x"), [log]).is_clean()

"""Asking whether the database answers costs the others no connection."""

import asyncio
import time

import pytest
from django.db import connection

from chatapp.health import database_answers

pytestmark = pytest.mark.django_db(transaction=True)


def in_use() -> int:
    stats = connection.pool.get_stats()  # type: ignore[attr-defined]
    return int(stats["pool_size"]) - int(stats["pool_available"])


async def test_every_look_gives_its_connection_back() -> None:
    await database_answers()
    before = in_use()
    for _ in range(20):
        # What else the process does in threads of its loop: each of them could come to serve a look.
        await asyncio.gather(*(asyncio.to_thread(time.sleep, 0.002) for _ in range(8)))
        await database_answers()
    assert in_use() == before


async def test_looks_at_once_take_turns() -> None:
    before = in_use()
    await asyncio.gather(*(database_answers() for _ in range(30)))
    assert in_use() == before

"""One hop to the database a request, and as many queries at 3,000 messages as at 3."""

import asyncio

import pytest
from django.core.handlers.asgi import ASGIHandler
from django.http import QueryDict
from django.test import AsyncRequestFactory

from rooms.models import Room
from tests.api.counting import hops, statements
from tests.api.world import ROOT, Program, fill

pytestmark = pytest.mark.django_db(transaction=True)

READS = {
    "me": 1,
    "rooms": 3,
    "rooms/tea": 3,
    "rooms/tea/members": 4,
    "rooms/tea/messages": 5,
    "rooms/tea/messages?around=2": 5,
    "rooms/tea/messages?since=2026-01-01T00:00:00Z&until=2100-01-01T00:00:00Z": 7,
    "rooms/tea/messages/1": 5,
    "rooms/tea/changes?after=0": 6,
    "authors": 3,
}


async def get(program: Program, path: str):
    """The whole stack, without the signals that Django's handler sends around it."""
    path, _, query = path.partition("?")
    headers = {"authorization": f"Bearer {program.token}"}
    request = AsyncRequestFactory().get(ROOT + path, query_params=QueryDict(query), headers=headers)
    return await ASGIHandler().get_response_async(request)


async def test_every_read_is_one_hop_and_few_queries(ada, tea):
    await fill(ada, tea, 3)
    await get(ada, "rooms/tea/changes")  # the epoch is made on first use
    with hops() as seen, statements() as asked:
        await get(ada, "rooms/tea/messages")
    assert (sum(seen.values()), len(asked)) == (1, 6), "one more for texts that are not kept"
    for path, number in READS.items():
        with hops() as seen, statements() as asked:
            assert (await get(ada, path)).status_code == 200, path
        assert sum(seen.values()) == 1, (path, seen)
        assert len(asked) == number, (path, asked)


async def test_a_room_of_three_thousand_costs_no_query_more(ada, tea):
    await fill(ada, tea, 3000)
    await get(ada, "rooms/tea/changes")
    for path, number in READS.items():
        await get(ada, path)
        with statements() as asked:
            assert (await get(ada, path)).status_code == 200, path
        assert len(asked) == number, path


async def test_refusals_that_need_no_database_do_not_ask_it(ada):
    with hops() as seen:
        for path in ("nothing", "rooms?limit=0", "me?x=1", "docs"):
            assert (await get(ada, path)).status_code in (200, 400, 404)
        assert (
            await ASGIHandler().get_response_async(AsyncRequestFactory().get(ROOT + "me"))
        ).status_code == 401
    assert set(seen) <= {"log_response"}, "Django's handler logs refusals in a thread"


async def test_writes_share_their_transaction(ada, tea):
    with hops() as seen, statements() as asked:
        answers = await asyncio.gather(
            *(ada.post(f"rooms/{tea}/messages", {"body": f"{number}"}) for number in range(40))
        )
    assert {answer.status_code for answer in answers} == {201}
    assert seen["_identified"] == 40
    locks = [one for one in asked if "FOR UPDATE" in one]
    assert len(locks) < 20, "fewer transactions than messages"
    assert (await Room.objects.aget(slug=tea)).last_seq == 40

"""A whole room as lines costs the server no more memory than a page of it."""

import asyncio

import httpx
import psutil
import pytest

from tests.api.live.test_complete import client
from tests.chat.deployment import Deployment
from tests.chat.people import Person
from tests.chat.size import sized

MESSAGES = sized(20_000, 300_000)
MEGABYTES = sized(40, 200)  # of growth; the lines are 12 and 180 of them
GROUP = 20_000


@pytest.fixture(scope="module")
def filled(deployment: Deployment) -> tuple[Person, str]:
    person = deployment.person()
    slug = deployment.room(person)
    for _ in range(MESSAGES // GROUP):
        deployment.office.send(username=person.username, slug=slug, bodies=["what was said " * 10] * GROUP)
    return person, slug


async def read(http: httpx.AsyncClient, path: str, process: psutil.Process) -> tuple[int, int]:
    """How many lines came, and the most memory that the server had meanwhile."""
    lines = most = 0
    async with http.stream("GET", path) as answer:
        assert answer.status_code == 200
        async for part in answer.aiter_bytes():
            lines += part.count(b"\n")
            most = max(most, process.memory_info().rss)
    return lines, most


@pytest.mark.parametrize("stream", ["messages.ndjson", "changes.ndjson"])
@pytest.mark.parametrize("encoding", ["identity", "gzip"])
async def test_a_stream_of_everything_takes_little_memory(
    stream: str, encoding: str, deployment: Deployment, filled: tuple[Person, str]
) -> None:
    person, slug = filled
    process = psutil.Process(deployment.first.pid)
    async with client(deployment.first, person) as http:
        http.headers["Accept-Encoding"] = encoding
        await http.get(f"rooms/{slug}/messages")
        before = process.memory_info().rss
        async with asyncio.timeout(sized(60, 300)):
            lines, most = await read(http, f"rooms/{slug}/{stream}", process)
    grown = (most - before) / 2**20
    print(f"{stream}, {encoding}: {lines:,} lines, {grown:.1f} MB more")
    assert lines >= MESSAGES
    assert grown < MEGABYTES

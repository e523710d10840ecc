import asyncio
from collections.abc import AsyncIterator

import pytest
from asgiref.sync import sync_to_async
from channels.layers import get_channel_layer
from django.db import connections

from accounts import limits
from rooms.api.limits import counters
from rooms.realtime.hub import hub
from rooms.realtime.writer import writer
from tests.api.world import Program, person, room


@pytest.fixture(autouse=True)
async def _a_process_of_its_own(request: pytest.FixtureRequest) -> AsyncIterator[None]:
    """A hub that runs as in a server, and nothing left open: a database in use cannot be emptied or dropped."""
    if "deployment" in request.fixturenames:  # its servers are processes of their own
        yield
        return
    limits.counters.cache_clear()
    hub()
    yield
    await hub().stop()
    await get_channel_layer().flush()
    await counters().close()
    loop = asyncio.get_running_loop()
    await loop.run_in_executor(writer()._executor, connections.close_all)
    writer()._executor.shutdown()
    await sync_to_async(connections.close_all)()


@pytest.fixture
async def ada() -> Program:
    return await person("ada", name="Ada Lovelace")


@pytest.fixture
async def bob() -> Program:
    return await person("bob")


@pytest.fixture
async def tea(ada: Program, bob: Program) -> str:
    """A public room of Ada's that Bob is in."""
    return await room(ada, "Tea", bob)

"""A database in use cannot be dropped: the threads of the test client and of the writer keep connections."""

from collections.abc import AsyncIterator
from contextlib import suppress

import pytest
from asgiref.sync import sync_to_async
from django.db import connections

from accounts.models import User
from rooms.models import Room
from rooms.realtime.writer import writer
from tests.rooms.acting import person, room


@pytest.fixture
def ann() -> User:
    return person("ann")


@pytest.fixture
def bob() -> User:
    return person("bob")


@pytest.fixture
def lounge(ann: User, bob: User) -> Room:
    return room(ann, bob)


@pytest.fixture(autouse=True)
async def _threads_let_go_of_the_database() -> AsyncIterator[None]:
    yield
    await sync_to_async(connections.close_all)()
    for one in writer.made.values():
        with suppress(RuntimeError):  # another folder's fixture has shut this one down
            one._executor.submit(connections.close_all).result(10)
        one._executor.shutdown()
    writer.forget()

"""Views write through the event loop's writer, whose thread keeps a connection: it ends with the test."""

from collections.abc import Iterator

import pytest
from django.db import connections

from rooms.realtime import writer


@pytest.fixture(autouse=True)
def _writers_let_go_of_the_database() -> Iterator[None]:
    yield
    for one in writer._writers.values():
        one._executor.submit(connections.close_all).result(10)
        one._executor.shutdown()
    writer._writers.clear()

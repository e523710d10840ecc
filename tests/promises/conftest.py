"""Two web processes on PostgreSQL and Redis that let a person write as fast as a test can."""

from collections.abc import Iterator

import pytest

from tests.chat.deployment import Deployment, deployed
from tests.services.stack import Stack


@pytest.fixture(scope="package")
def deployment(stack: Stack) -> Iterator[Deployment]:
    with deployed(stack, SEND_BURST="1000000", SEND_RATE="100000") as made:
        yield made

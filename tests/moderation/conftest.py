"""One deployment of two web processes for the tests from outside; each test brings its own people and rooms."""

from collections.abc import Iterator

import pytest

from tests.chat.deployment import Deployment, deployed
from tests.moderation.clerk import Clerk
from tests.moderation.secret import Secret, make_secret
from tests.services.stack import Stack

FAST = {
    "SEND_BURST": "1000000",
    "SEND_RATE": "100000",
    "API_RATE": "100000/minute",
    "API_ADDRESS_RATE": "100000/minute",
}


@pytest.fixture(scope="package")
def deployment(stack: Stack) -> Iterator[Deployment]:
    with deployed(stack, **FAST) as made:
        yield made


@pytest.fixture(scope="package")
def clerk(deployment: Deployment) -> Iterator[Clerk]:
    clerk = Clerk(deployment.site)
    yield clerk
    clerk.close()


@pytest.fixture(scope="module")
def secret(deployment: Deployment, clerk: Clerk) -> Secret:
    return make_secret(deployment, clerk)

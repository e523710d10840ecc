"""One deployment of two web processes for all tests of the protocol; each test brings its own people and rooms."""

from collections.abc import Iterator

import pytest

from tests.chat.deployment import Deployment, deployed
from tests.protocol.scene import ann, hidden, scene  # noqa: F401 - fixtures
from tests.services.stack import Stack


@pytest.fixture(scope="package")
def deployment(stack: Stack) -> Iterator[Deployment]:
    with deployed(stack) as made:
        yield made


@pytest.fixture(autouse=True)
def _no_error_is_logged(deployment: Deployment) -> Iterator[None]:
    """Whatever a client says, it is no error of the server's."""
    before = len(deployment.errors())
    yield
    assert deployment.errors()[before:] == []

from collections.abc import Iterator

import pytest

from tests.chat.deployment import Deployment, deployed
from tests.services.stack import Stack


@pytest.fixture(scope="package")
def deployment(stack: Stack) -> Iterator[Deployment]:
    """Two web processes without rate limits; nothing that a test does is an error of theirs."""
    with deployed(stack, 2, DJANGO_SETTINGS_MODULE="tests.api.settings") as made:
        yield made


@pytest.fixture(autouse=True)
def _no_error_is_logged(deployment: Deployment) -> Iterator[None]:
    before = len(deployment.errors())
    yield
    assert deployment.errors()[before:] == []

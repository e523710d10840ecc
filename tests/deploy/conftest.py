from collections.abc import Iterator

import pytest

from tests.chat.deployment import Deployment, deployed
from tests.deploy.listener import Listener
from tests.services.stack import Stack

METRICS_TOKEN = "a-token-for-the-figures-of-this-site"


@pytest.fixture(scope="package")
def listener() -> Iterator[Listener]:
    with Listener() as made:
        yield made


@pytest.fixture(scope="package")
def watched(stack: Stack, listener: Listener) -> Iterator[Deployment]:
    """Two web processes that report their errors and have a page that breaks."""
    settings = {
        "DJANGO_SETTINGS_MODULE": "tests.deploy.story.settings",
        "SENTRY_DSN": listener.dsn,
        "METRICS_TOKEN": METRICS_TOKEN,
    }
    with deployed(stack, **settings) as made:
        yield made

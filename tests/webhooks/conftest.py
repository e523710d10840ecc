"""A deployment for all of it, a receiver, and workers as processes."""

import sys
from collections.abc import Callable, Iterator

import pytest

from tests.chat.deployment import Deployment, deployed
from tests.moderation.clerk import Clerk
from tests.services.process import Service
from tests.services.stack import ROOT, Stack, child_environment
from tests.webhooks.receiver import Receiver

type Working = Callable[..., "WorkerProcess"]

# Twenty minutes of failing take six seconds: everything that waits waits two hundred times shorter.
QUICK = {
    "WEBHOOK_ALLOWED_NETWORKS": "127.0.0.0/8",
    "WEBHOOK_RETRY": "0.025",
    "WEBHOOK_LONGEST_RETRY": "0.5",
    "WEBHOOK_TIMEOUT": "1",
    "DRAIN_SECONDS": "5",
    "WEBHOOK_RATE": "30/minute",
}


class WorkerProcess(Service):
    """`manage.py worker` on a site; `kill` is SIGKILL, `stop` is SIGTERM."""

    name = "worker"

    def __init__(self, site: dict[str, str], **settings: str) -> None:
        super().__init__()
        self._environment = child_environment(site, **(QUICK | settings))

    def command(self) -> list[str]:
        return [sys.executable, "manage.py", "worker"]

    def environment(self) -> dict[str, str]:
        return self._environment

    def working_folder(self):
        return ROOT

    def is_ready(self) -> bool:
        return "worker_started" in self.log()


@pytest.fixture(scope="package")
def deployment(stack: Stack) -> Iterator[Deployment]:
    with deployed(stack, 1, **QUICK) as made:
        yield made


@pytest.fixture(scope="package")
def clerk(deployment: Deployment) -> Iterator[Clerk]:
    with pytest.MonkeyPatch.context() as patch:
        for name, value in QUICK.items():
            patch.setenv(name, value)
        made = Clerk(deployment.site)
    yield made
    made.close()


def subscribed(deployment: Deployment, clerk: Clerk, receiver: Receiver, *events: str) -> tuple[str, str]:
    """A room whose messages the receiver is told of, and its owner."""
    ada = deployment.person()
    slug = deployment.room(ada)
    given = {"url": receiver.url, "events": list(events or ["message.created"])}
    clerk.act(name="subscribe", user=ada.username, slug=slug, **given)
    return slug, ada.username


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    made = Receiver()
    yield made
    made.close()


@pytest.fixture
def working() -> Iterator[Callable[..., WorkerProcess]]:
    """`working(site)` launches one more worker, which is gone after the test."""
    started: list[WorkerProcess] = []

    def start(site: dict[str, str], **settings: str) -> WorkerProcess:
        started.append(WorkerProcess(site, **settings))
        return started[-1].start()

    yield start
    for each in started:
        each.kill()
        each.close()

"""A receiver, and workers as processes."""

import sys
from collections.abc import Callable, Iterator

import pytest

from tests.services.process import Service
from tests.services.stack import ROOT, child_environment
from tests.webhooks.receiver import Receiver

# Twenty minutes of failing take six seconds: everything that waits waits two hundred times shorter.
QUICK = {
    "WEBHOOK_ALLOWED_NETWORKS": "127.0.0.0/8",
    "WEBHOOK_RETRY": "0.025",
    "WEBHOOK_LONGEST_RETRY": "0.5",
    "WEBHOOK_TIMEOUT": "1",
    "DRAIN_SECONDS": "5",
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

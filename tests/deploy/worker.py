"""`manage.py worker` as a process of a site."""

import sys
from collections.abc import Mapping
from pathlib import Path

from tests.services.process import Service
from tests.services.stack import ROOT, child_environment


class WorkerProcess(Service):
    name = "worker"

    def __init__(self, site: Mapping[str, str], **settings: str) -> None:
        super().__init__()
        self.site = dict(site)
        self.settings = settings

    def command(self) -> list[str]:
        return [sys.executable, "manage.py", "worker"]

    def environment(self) -> dict[str, str]:
        return child_environment(self.site, **self.settings)

    def working_folder(self) -> Path:
        return ROOT

    def is_ready(self) -> bool:
        return "worker_started" in self.log()

"""The Procfile itself, run by honcho: several `web` and a `worker`, as a platform would."""

import sys
from collections.abc import Mapping
from pathlib import Path

from tests.services.chat import ChatServer
from tests.services.ports import free_port, is_free
from tests.services.process import Service
from tests.services.stack import ROOT, child_environment


class Procfile(Service):
    """`honcho start` of some of its processes. Honcho gives the first of a kind PORT, the next ones PORT + 1 …"""

    name = "honcho"

    def __init__(self, site: Mapping[str, str], formation: str, **settings: str) -> None:
        super().__init__()
        self.site = dict(site)
        self.formation = formation
        self.settings = settings
        while not all(map(is_free, (self.port, self.port + 1))):
            self.port = free_port()

    def command(self) -> list[str]:
        names = [part.partition("=")[0] for part in self.formation.split(",")]
        options = [
            "--no-colour",
            "--procfile",
            str(ROOT / "Procfile"),
            "start",
            "--concurrency",
            self.formation,
        ]
        return [sys.executable, "-m", "honcho", *options, *names]

    def environment(self) -> dict[str, str]:
        found = child_environment(self.site, **self.settings, PORT=str(self.port))
        return found | {"PATH": f"{Path(sys.executable).parent}:{found['PATH']}"}

    def working_folder(self) -> Path:
        return ROOT

    def is_ready(self) -> bool:
        return not is_free(self.port)

    def memory(self) -> int:
        """Proportional set size of web and worker, in bytes: shared pages are counted once."""
        family = [one for one in self.family() if "manage.py" in " ".join(one.cmdline())]
        return sum(one.memory_full_info().pss for one in family if "python" in one.name())


class Web(ChatServer):
    """A web process that somebody else runs, seen through an address."""

    def __init__(self, site: Mapping[str, str], port: int) -> None:
        super().__init__(site)
        self.port = port

"""A rival as a process of its own, on the server's core."""

import socket
import sys
from collections.abc import Mapping
from pathlib import Path

from bench.cores import SERVER, starting_on
from tests.services.process import Service
from tests.services.stack import ROOT, child_environment


class Rival(Service):
    """`command` may contain PORT, which becomes the rival's own."""

    def __init__(
        self, name: str, command: list[str], environment: Mapping[str, str], folder: Path = ROOT
    ) -> None:
        self.name = name
        super().__init__()
        self._command = [part.replace("PORT", str(self.port)) for part in command]
        self._environment = environment
        self._working_folder = folder

    def command(self) -> list[str]:
        return self._command

    def environment(self) -> dict[str, str]:
        return child_environment(self._environment)

    def working_folder(self) -> Path:
        return self._working_folder

    def launch(self) -> None:
        with starting_on(SERVER):
            super().launch()

    def is_ready(self) -> bool:
        try:
            socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
        except OSError:
            return False
        return True


def daphne(name: str, application: str, environment: Mapping[str, str] | None = None) -> Rival:
    """An ASGI application, `module:name`, on daphne as it comes."""
    command = [sys.executable, "-m", "daphne", "-p", "PORT", "-v", "0", application]
    return Rival(name, command, environment or {})

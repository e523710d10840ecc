"""The Dockerfile without an engine: its files, its user, its environment, a read-only root, in a mount namespace."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Mapping
from fnmatch import fnmatch
from pathlib import Path

from tests.services.chat import ChatServer
from tests.services.ports import free_port
from tests.services.process import MissingService
from tests.services.stack import ROOT, child_environment

TEXT = (ROOT / "Dockerfile").read_text()
ENVIRONMENT = dict(
    pair.split("=", 1) for line in re.findall(r"^ENV (.+)$", TEXT, re.MULTILINE) for pair in line.split()
)
UID = int(re.findall(r"useradd --uid (\d+)", TEXT)[0])
APP = "/mnt/app"  # /app in the image; /mnt is on every machine
# What a user without rights needs to reach is bound below /mnt before closed folders (a home) are covered up.
SCRIPT = """
set -eu
mount --make-rprivate /
mount -t tmpfs -o mode=755 tmpfs /mnt
mkdir /mnt/app /mnt/0 /mnt/1
mount --bind {app} /mnt/app
mount --bind {base} /mnt/0
mount --bind {venv} /mnt/1
for closed in {closed}; do mount -t tmpfs -o mode=755 tmpfs "$closed"; done
mount -t tmpfs -o mode=1777 tmpfs /tmp
mkdir -p {base} {venv}
mount --bind /mnt/0 {base}
mount --bind /mnt/1 {venv}
for place in /mnt /mnt/app {base} {venv} /; do mount -o remount,bind,ro "$place"; done
cd /mnt/app
as_user="setpriv --reuid={uid} --regid={uid} --clear-groups --no-new-privs --bounding-set=-all"
if $as_user touch here {venv}/here 2>/dev/null; then echo "something can be written"; exit 1; fi
exec $as_user {command}
"""


def build(folder: Path) -> None:
    """What `COPY . .` brings (git's files without those of .dockerignore), then the RUN line that collects."""
    ignored = (ROOT / ".dockerignore").read_text().split()
    listed = subprocess.run(
        ["git", "-c", f"safe.directory={ROOT}", "ls-files", "-co", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    ).stdout.splitlines()
    for name in listed or _all():
        if (
            not any(fnmatch(name.partition("/")[0], pattern) for pattern in ignored)
            and (ROOT / name).exists()
        ):
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, folder / name)
    run = re.findall(r"^RUN (DATA_DIR=\S+) python (manage\.py collectstatic \S+)", TEXT, re.MULTILINE)[0]
    environment = {"PATH": os.environ["PATH"], "DATA_DIR": str(folder.with_name("build"))}
    subprocess.run(
        [sys.executable, *run[1].split()], cwd=folder, env=environment, check=True, capture_output=True
    )
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)


def _all() -> list[str]:
    return [str(path.relative_to(ROOT)) for path in ROOT.rglob("*.*") if path.is_file()]


def _closed() -> list[Path]:
    """The outermost folders above Python and its packages that others may not look into."""
    found = []
    for place in (sys.base_prefix, sys.prefix):
        above = [path for path in reversed(Path(place).parents) if not path.stat().st_mode & 0o001]
        found += above[:1]
    return sorted(set(found))


class Container(ChatServer):
    """One of the image's processes: "web" is its CMD; `run` is `docker run IMAGE COMMAND`."""

    def __init__(self, site: Mapping[str, str], app: Path) -> None:
        super().__init__(site)
        if os.geteuid() != 0 or not all(map(shutil.which, ("unshare", "setpriv", "mount"))):
            raise MissingService("only root may mount and become somebody else, with unshare and setpriv")
        if subprocess.run(["unshare", "--mount", "true"], capture_output=True, check=False).returncode:
            raise MissingService("here even root may not mount")
        self.app = app
        self.port = free_port()

    def script(self, command: list[str]) -> str:
        python = shlex.join([sys.executable, *command[1:]])
        return SCRIPT.format(
            app=self.app,
            base=sys.base_prefix,
            venv=sys.prefix,
            closed=" ".join(map(str, _closed())) or '""',
            uid=UID,
            command=python,
        )

    def wrapped(self, command: list[str]) -> list[str]:
        return ["unshare", "--mount", "sh", "-c", self.script(command)]

    def command(self) -> list[str]:
        import json

        return self.wrapped(json.loads(re.findall(r"^CMD (\[.+\])$", TEXT, re.MULTILINE)[0]))

    def environment(self) -> dict[str, str]:
        image = {name: value for name, value in ENVIRONMENT.items() if not name.startswith(("PATH", "PIP"))}
        given = {**self.site, "PUBLIC_URL": self.url, "PORT": str(self.port)}
        given.pop("STATIC_ROOT", None)
        environment = child_environment({**image, **given})
        environment.pop("STATIC_ROOT", None)  # the image has its own
        return environment

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            self.wrapped([*command]), env=self.environment(), capture_output=True, text=True, check=False
        )

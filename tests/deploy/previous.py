"""The release before: the last line of docs/releases.md, and its code as the repository's history has it."""

import re
import subprocess
import sys
import tarfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from pathlib import Path

from tests.chat.office import Office
from tests.services.chat import ChatServer
from tests.services.stack import ROOT, child_environment

LINE = re.compile(
    r"^\| (?P<name>[^|]+) \| `(?P<commit>\w+)` \| `(?P<accounts>\w+)` \| `(?P<rooms>\w+)` \|$", re.MULTILINE
)


@dataclass(frozen=True)
class Release:
    """`knew` are the last migrations of each app that its code has."""

    name: str
    commit: str
    knew: tuple[tuple[str, str], ...]


@cache
def last_release() -> Release:
    *_, line = LINE.finditer((ROOT / "docs" / "releases.md").read_text())
    knew = tuple((app, line[app]) for app in ("accounts", "rooms"))
    return Release(line["name"], line["commit"], knew)


def unpack(release: Release, folder: Path) -> bool:
    """Its code into a folder; False where this checkout has no history."""
    command = ["git", "-c", f"safe.directory={ROOT}", "archive", release.commit]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, check=False)
    if done.returncode:
        return False
    with tarfile.open(fileobj=BytesIO(done.stdout)) as archive:
        archive.extractall(folder, filter="data")
    return True


class Previous:
    """That code at work on a site: its commands, its office, its web."""

    def __init__(self, folder: Path, site: Mapping[str, str]) -> None:
        self.folder = folder
        self.site = {**site, "STATIC_ROOT": str(folder / "collected")}

    def manage(self, *arguments: str) -> None:
        command = [sys.executable, "manage.py", *arguments]
        environment = child_environment(self.site)
        done = subprocess.run(
            command, cwd=self.folder, env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr

    def office(self) -> Office:
        return Office(self.site, self.folder)

    def web(self) -> "PreviousWeb":
        return PreviousWeb(self)


class PreviousWeb(ChatServer):
    def __init__(self, previous: Previous) -> None:
        super().__init__(previous.site)
        self._previous = previous

    def working_folder(self) -> Path:
        return self._previous.folder


def lines_of_errors(*servers: ChatServer) -> Iterator[str]:
    """What any of them complained of, warnings included."""
    for server in servers:
        for line in server.log().splitlines():
            if re.search(r'"level": "(warning|error|critical)"|Traceback|Error', line):
                yield line

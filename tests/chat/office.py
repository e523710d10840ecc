"""A process that stands beside a deployment's servers and does what workers and administrators do.

It runs our own actions on the deployment's database, from outside the web processes: `python -m
tests.chat.office` reads one call a line and writes one answer a line, until its input ends.
"""

import json
import subprocess
import sys
import traceback
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

from tests.services.stack import ROOT, child_environment


class Office:
    """`office.room(owner="ada")` runs `tests.chat.seeding.room(owner="ada")` over there."""

    def __init__(self, site: Mapping[str, str], folder: Path = ROOT) -> None:
        """`folder` is where the code is that it runs: a release before has an office of its own."""
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.chat.office"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=child_environment(site, DJANGO_SETTINGS_MODULE="chatapp.settings"),
            cwd=folder,
            text=True,
        )

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        return partial(self._call, name)

    def _call(self, name: str, /, **arguments: Any) -> Any:
        """Blocks until it is done; raises RuntimeError with the traceback from over there."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps([name, arguments]) + "\n")
        self._process.stdin.flush()
        answer = json.loads(self._process.stdout.readline() or '{"error": "the office has ended"}')
        if "error" in answer:
            raise RuntimeError(answer["error"])
        return answer["value"]

    def close(self) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait(20)
        self._process.stdout.close()


def main() -> None:
    import django

    django.setup()
    from tests.chat import seeding

    for line in sys.stdin:
        name, arguments = json.loads(line)
        try:
            answer = {"value": getattr(seeding, name)(**arguments)}
        except Exception:
            answer = {"error": traceback.format_exc()}
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()

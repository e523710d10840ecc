"""Sites to carry things between, and what is in them."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.services.chat import manage
from tests.services.stack import ROOT, child_environment

type Site = dict[str, str]


def fill(site: Site) -> None:
    command = [sys.executable, "-m", "tests.transfer.world"]
    subprocess.run(command, cwd=ROOT, env=child_environment(site), check=True, capture_output=True)


def export(site: Site, folder: Path, *arguments: str) -> bytes:
    manage(site, "export", "--output", str(folder), *arguments)
    return (folder / "chat.jsonl").read_bytes()


def ask(site: Site, expression: str) -> Any:
    """The value of a Python expression on the site, with all models in scope."""
    code = f"import json; from rooms.models import *; from accounts.models import *; print(json.dumps({expression}))"
    return json.loads(manage(site, "shell", "--no-imports", "-c", code).splitlines()[-1])


def contents(site: Site) -> list[int]:
    """How many people, rooms, messages and entries of the record there are."""
    models = ("User", "Room", "Message", "AuditEntry")
    return ask(site, "[" + ", ".join(f"{model}.objects.count()" for model in models) + "]")


def refused(site: Site, *arguments: str) -> str:
    """What the command says when it refuses; nothing is stored."""
    before = contents(site)
    with pytest.raises(RuntimeError) as caught:
        manage(site, *arguments)
    assert contents(site) == before
    said = str(caught.value)
    assert "Traceback" not in said
    return said.splitlines()[-1]

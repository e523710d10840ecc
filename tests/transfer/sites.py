"""Sites to carry things between, and what is in them."""

import json
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests.services.chat import manage
from tests.services.stack import ROOT, child_environment

type Site = dict[str, str]


def fill(site: Site) -> None:
    command = [sys.executable, "-m", "tests.transfer.world"]
    subprocess.run(command, cwd=ROOT, env=child_environment(site), check=True, capture_output=True)


def through(site: Site, given: Path, out: Path, *arguments: str) -> bytes:
    """Import what is given and export it again, in one process: most of a command's time is its start."""
    commands = [["import", str(given)], ["export", "--output", str(out), *arguments]]
    command = [sys.executable, "-m", "tests.transfer.commands", json.dumps(commands)]
    done = subprocess.run(
        command, cwd=ROOT, env=child_environment(site), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return (out / "chat.jsonl").read_bytes()


def export(site: Site, folder: Path, *arguments: str) -> bytes:
    manage(site, "export", "--output", str(folder), *arguments)
    return (folder / "chat.jsonl").read_bytes()


def rows(site: Site, query: str) -> list[tuple[Any, ...]]:
    """Ask the site's database, whichever it is."""
    if url := site.get("DATABASE_URL"):
        with psycopg.connect(url, autocommit=True) as postgres:
            return postgres.execute(query).fetchall()  # type: ignore[call-overload]
    with closing(sqlite3.connect(Path(site["DATA_DIR"]) / "chat.sqlite3")) as sqlite:
        return sqlite.execute(query).fetchall()


def contents(site: Site) -> list[int]:
    """How many people, rooms, messages and entries of the record there are."""
    tables = ("accounts_user", "rooms_room", "rooms_message", "rooms_auditentry")
    return [rows(site, f"SELECT count(*) FROM {table}")[0][0] for table in tables]  # noqa: S608


def refused(site: Site, *arguments: str) -> str:
    """What the command says when it refuses; nothing is stored."""
    before = contents(site)
    with pytest.raises(RuntimeError) as caught:
        manage(site, *arguments)
    assert contents(site) == before
    said = str(caught.value)
    assert "Traceback" not in said
    return said.splitlines()[-1]

"""The audit of what is pinned: an advisory fails it, silence does not, and neither passes for the other."""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from tests.services.ports import free_port

ROOT = Path(__file__).resolve().parents[2]
PINNED = "django==6.1.3 --hash=sha256:{0}\nredis==8.0.0 --hash=sha256:{0}\n".format("0" * 64)
ADVISORY = {
    "id": "PYSEC-2026-1",
    "aliases": ["CVE-2026-1"],
    "summary": "bad",
    "affected": [
        {
            "package": {"name": "redis", "ecosystem": "PyPI"},
            "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "8.0.1"}]}],
        }
    ],
}


class Advisories:
    """As OSV answers: `known` by package name; `status` for all of them."""

    def __init__(self) -> None:
        self.known: dict[str, list[dict[str, Any]]] = {}
        self.status = 200
        self.asked: list[str] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                name = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["package"]["name"]
                outer.asked.append(name)
                self.send_response(outer.status)
                self.end_headers()
                known = outer.known.get(name)
                self.wfile.write(json.dumps({"vulns": known} if known else {}).encode())

            def log_message(self, *arguments: Any) -> None: ...

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}/v1/query"
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def advisories() -> Iterator[Advisories]:
    made = Advisories()
    yield made
    made.close()


def audit(folder: Path, url: str, pinned: str = PINNED) -> tuple[int, str]:
    """Its exit status and what it said."""
    (folder / "requirements.txt").write_text(pinned)
    command = [sys.executable, "-m", "scripts.audit", str(folder / "requirements.txt")]
    environment = {**os.environ, "AUDIT_URL": url, "XDG_CACHE_HOME": str(folder)}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


def test_nothing_known_against_what_is_pinned_passes(advisories: Advisories, tmp_path: Path) -> None:
    assert audit(tmp_path, advisories.url) == (0, "2 pinned packages were audited.\n")
    assert sorted(advisories.asked) == ["django", "redis"]


def test_an_advisory_fails_and_names_the_version_that_mends_it(
    advisories: Advisories, tmp_path: Path
) -> None:
    advisories.known["redis"] = [ADVISORY]
    status, said = audit(tmp_path, advisories.url)
    assert status == 1
    assert "redis 8.0.0: PYSEC-2026-1, CVE-2026-1; fixed in 8.0.1" in said


def test_a_database_that_does_not_answer_is_told_in_one_line_and_fails_nothing(
    advisories: Advisories, tmp_path: Path
) -> None:
    said = "The audit could not be made: the advisory database does not answer from here.\n"
    assert audit(tmp_path, f"http://127.0.0.1:{free_port()}/v1/query") == (0, said)
    advisories.status = 503
    assert audit(tmp_path, advisories.url) == (0, said)


def test_requirements_without_hashes_are_our_own_mistake(advisories: Advisories, tmp_path: Path) -> None:
    status, said = audit(tmp_path, advisories.url, "django==6.1.3\n")
    assert (status, "could not be made" in said) == (1, False)

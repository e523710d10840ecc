"""`manage.py release`: once, twice, two at once, beside others who use the tables; every wait ends."""

import subprocess
import sys
import time
from collections.abc import Iterator

import psycopg
import pytest

from chatapp.release import LOCK
from tests.services.ports import free_port
from tests.services.stack import COMMON, ROOT, Stack, child_environment


@pytest.fixture
def empty(stack: Stack) -> Iterator[dict[str, str]]:
    """A site whose database has no tables."""
    yield stack.create_site("release_site")
    stack.drop_site("release_site")


def start(site: dict[str, str], *options: str) -> subprocess.Popen[str]:
    command = [sys.executable, "manage.py", "release", *options]
    return subprocess.Popen(
        command,
        cwd=ROOT,
        env=child_environment(site),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def ended(process: subprocess.Popen[str]) -> tuple[int, str, str]:
    output, errors = process.communicate(timeout=120)
    assert "Traceback" not in errors
    return process.returncode, output, errors


def test_two_at_once_and_a_third_later_leave_one_whole_database(empty: dict[str, str]) -> None:
    results = [ended(process) for process in [start(empty), start(empty)]]
    assert [status for status, _, _ in results] == [0, 0]
    applied = [output.count("... OK") + output.count(" OK\n") for _, output, _ in results]
    assert sorted(bool(number) for number in applied) == [False, True], (
        "one migrated, the other found it done"
    )
    status, output, _ = ended(start(empty))
    assert (status, "No migrations to apply" in output) == (0, True)
    with psycopg.connect(empty["DATABASE_URL"]) as database:
        (rows,) = database.execute(
            "SELECT count(*), count(DISTINCT (app, name)) FROM django_migrations"
        ).fetchall()
    assert rows[0] == rows[1] > 20


def test_a_release_that_never_ends_is_waited_for_and_then_named(site: dict[str, str]) -> None:
    with psycopg.connect(site["DATABASE_URL"]) as other:
        other.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        started = time.monotonic()
        status, _, errors = ended(start(site, "--wait", "1"))
        assert time.monotonic() - started < 30  # one second, and the start of a process
        assert status == 1
        assert "Another release holds the lock" in errors


def test_a_table_in_use_is_tried_again(site: dict[str, str]) -> None:
    with psycopg.connect(site["DATABASE_URL"]) as other:
        other.execute("LOCK TABLE django_migrations IN ACCESS EXCLUSIVE MODE")
        process = start(site)
        time.sleep(4)  # longer than one try
        assert process.poll() is None
        other.rollback()
        assert ended(process)[0] == 0


def test_a_table_that_stays_in_use_is_named(site: dict[str, str]) -> None:
    with psycopg.connect(site["DATABASE_URL"]) as other:
        other.execute("LOCK TABLE django_migrations IN ACCESS EXCLUSIVE MODE")
        status, _, errors = ended(start(site, "--wait", "1"))
        assert (status, "A table was in use all the time" in errors) == (1, True)


def test_a_database_that_is_away_is_one_sentence(site: dict[str, str]) -> None:
    away = {**site, "DATABASE_URL": f"postgres://chat:hunter2@127.0.0.1:{free_port()}/chat"}
    status, _, errors = ended(start(away, "--wait", "1"))
    assert (status, "The database does not answer" in errors, "hunter2" in errors) == (1, True, False)


def test_a_laptop_has_a_release_too(tmp_path) -> None:
    site = {**COMMON, "DATA_DIR": str(tmp_path)}
    results = [ended(process) for process in [start(site), start(site)]]
    assert [status for status, _, _ in results] == [0, 0]

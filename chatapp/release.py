"""Bringing the database up to this version while servers of the version before still use it.

One release at a time, by a lock that the database itself keeps; every wait has an end. A migration that
cannot have a table at once lets go and tries again, because queries would queue up behind its waiting.
"""

import fcntl
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from django.core.management import call_command
from django.db import OperationalError, connection
from psycopg.errors import DeadlockDetected, LockNotAvailable

LOCK = 0x63686174  # "chat"; the same number in every release
PAUSE = 0.5  # seconds between two tries
# PostgreSQL's lock_timeout for one statement of a migration: half of what a server that waits for us waits before
# it looks for a deadlock (deadlock_timeout), so that it is we who give way and not somebody's message.
TABLE_PATIENCE = "500ms"


class ReleaseError(Exception):
    """Nothing half-done: every migration is one transaction. The text says what to do."""


def release(wait: float) -> None:
    """Migrate; waits at most `wait` seconds altogether. Raises ReleaseError."""
    deadline = time.monotonic() + wait
    with _without_pool():
        _connect(deadline)
        with _alone(deadline):
            _migrate(deadline)


@contextmanager
def _without_pool() -> Iterator[None]:
    """One connection for a moment: a pool would answer a refused one only after its own time-out."""
    options = connection.settings_dict.get("OPTIONS", {})
    pool = options.pop("pool", None)
    try:
        yield
    finally:
        connection.close()  # it is none of the pool's
        if pool is not None:
            options["pool"] = pool


def _connect(deadline: float) -> None:
    while True:
        try:
            connection.ensure_connection()
            return
        except OperationalError as error:
            _pause(deadline, f"The database does not answer: {' '.join(str(error).split())}")


def _pause(deadline: float, otherwise: str) -> None:
    if time.monotonic() + PAUSE > deadline:
        raise ReleaseError(otherwise)
    time.sleep(PAUSE)


@contextmanager
def _alone(deadline: float) -> Iterator[None]:
    lock = _postgresql_lock if connection.vendor == "postgresql" else _file_lock
    with lock(deadline):
        yield


BUSY = "Another release holds the lock: wait until it has ended, or end it, then run this again."


@contextmanager
def _postgresql_lock(deadline: float) -> Iterator[None]:
    """The session's: if this process dies, PostgreSQL lets go of it."""
    while not _ask("SELECT pg_try_advisory_lock(%s)"):
        _pause(deadline, BUSY)
    try:
        yield
    finally:
        with suppress(OperationalError):
            _ask("SELECT pg_advisory_unlock(%s)")


def _ask(query: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(query, [LOCK])
        return bool(cursor.fetchone()[0])


@contextmanager
def _file_lock(deadline: float) -> Iterator[None]:
    with Path(f"{connection.settings_dict['NAME']}.release").open("w") as file:
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                _pause(deadline, BUSY)
        yield


def _migrate(deadline: float) -> None:
    while True:
        try:
            _set_patience()
            call_command("migrate", interactive=False, verbosity=1)
            return
        except OperationalError as error:
            if not isinstance(error.__cause__, LockNotAvailable | DeadlockDetected):
                raise
            _pause(deadline, "A table was in use all the time: end the long transactions (pg_stat_activity).")


def _set_patience() -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('lock_timeout', %s, false)", [TABLE_PATIENCE])

"""Somebody who does something in the same database at the same time, and has to wait for it."""

import threading
from collections.abc import Callable
from typing import Any

from django.db import connection, connections


class Beside(threading.Thread):
    """Somebody else, with a connection of their own, already at it; `finish` has their answer or raises their error."""

    def __init__(self, work: Callable[[], Any]) -> None:
        super().__init__()
        self._work = work
        self._answer: Any = None
        self._error: Exception | None = None
        self.start()

    def run(self) -> None:
        try:
            self._answer = self._work()
        except Exception as error:
            self._error = error
        finally:
            connections.close_all()

    def finish(self) -> Any:
        self.join(20)
        if self._error is not None:
            raise self._error
        return self._answer


def waiting() -> int:
    """How many wait for somebody's lock, now: in a transaction PostgreSQL would say again what it said first."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity"
            " WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        return int(cursor.fetchone()[0])

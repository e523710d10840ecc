"""How far it has come, said every few seconds."""

import time
from collections.abc import Callable

EVERY = 2.0  # seconds

type Say = Callable[[str], object]


class Progress:
    def __init__(self, say: Say, what: str) -> None:
        self._say, self._what, self._rows = say, what, 0
        self._next = time.monotonic() + EVERY

    def count(self, table: str, rows: int = 1) -> None:
        self._rows += rows
        if time.monotonic() >= self._next:
            self._next = time.monotonic() + EVERY
            self._say(f"{self._what}: {self._rows:,} rows, now {table}")

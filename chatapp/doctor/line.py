"""One line of the doctor's: what was looked at, what was found, and the fix when it is not in order."""

from collections.abc import Callable
from dataclasses import dataclass


class Trouble(Exception):
    """`said` is what was found, `fix` exactly what to do about it."""

    def __init__(self, said: str, fix: str) -> None:
        super().__init__(said)
        self.said = said
        self.fix = fix


@dataclass(frozen=True, slots=True)
class Line:
    name: str
    ok: bool
    said: str
    fix: str = ""

    def advice(self) -> list[str]:
        """The fix, cut at its backticks: every second part is something to type."""
        return self.fix.split("`")


@dataclass(frozen=True, slots=True)
class Check:
    """`look` says what it found in order, or raises Trouble. Called in a thread of its own."""

    name: str
    look: Callable[[], str]

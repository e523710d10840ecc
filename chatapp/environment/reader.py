"""Reading one setting at a time. What is wrong is noted and a stand-in returned, so that all of it can be told."""

import builtins
from collections.abc import Callable, Collection
from math import inf, isfinite
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured
from environs import Env, EnvError
from limits import parse as parse_rate

BASE_DIR = Path(__file__).resolve().parents[2]
SHOWN = 60  # characters of a wrong value that a sentence repeats; secrets are never repeated


class Misconfigured(ImproperlyConfigured):
    """Its text is for the operator: one line a problem."""


class Environment:
    """The process's environment. An empty variable counts as one that is not set.

    Every reader returns the default when the value will not do; `finish` raises Misconfigured with all of it.
    """

    def __init__(self) -> None:
        self._env = Env()
        self.problems: list[str] = []

    def refuse(self, sentence: builtins.str) -> None:
        """Note one problem: which setting, what is wrong with it, how to put it right."""
        if sentence not in self.problems:
            self.problems.append(sentence)

    def has_refused(self, name: builtins.str) -> builtins.bool:
        """This setting has its sentence already: what follows from its stand-in needs none."""
        return any(sentence.startswith(f"{name} ") for sentence in self.problems)

    def finish(self) -> None:
        """Raises Misconfigured when anything was wrong; to be called once all settings have been read."""
        problems, self.problems = self.problems, []
        if problems:
            raise Misconfigured("\n".join(f"- {sentence}" for sentence in problems))

    def str(
        self, name: builtins.str, default: builtins.str = "", *, choices: Collection[builtins.str] = ()
    ) -> builtins.str:
        given: builtins.str = self._env.str(name, "").strip()
        if given and choices and given not in choices:
            self._wrong(name, given, f"one of {', '.join(choices)}")
            return default
        return given or default

    def bool(self, name: builtins.str, default: builtins.bool) -> builtins.bool:
        return self._parsed(name, default, self._env.bool, "on or off")

    def int(
        self,
        name: builtins.str,
        default: builtins.int,
        *,
        least: builtins.float = -inf,
        most: builtins.float = inf,
    ) -> builtins.int:
        return self._within(name, default, self._env.int, "a whole number", least, most)

    def float(
        self,
        name: builtins.str,
        default: builtins.float,
        *,
        least: builtins.float = -inf,
        most: builtins.float = inf,
    ) -> builtins.float:
        return self._within(name, default, self._env.float, "a number", least, most)

    def path(self, name: builtins.str, default: Path) -> Path:
        given = self.str(name)
        return Path(given).resolve() if given else default

    def rate(self, name: builtins.str, default: builtins.str) -> builtins.str:
        """A number of times in a unit of time, such as 600/minute."""
        given = self.str(name, default)
        try:
            parse_rate(given)
        except ValueError:
            self._wrong(name, given, f"a number and a unit of time, for example {default}")
            return default
        return given

    def _within[N: (builtins.int, builtins.float)](
        self,
        name: builtins.str,
        default: N,
        parse: Callable[..., N],
        kind: builtins.str,
        least: builtins.float,
        most: builtins.float,
    ) -> N:
        wanted = kind + _range(least, most)
        number = self._parsed(name, default, parse, wanted)
        if isfinite(number) and least <= number <= most:
            return number
        self._wrong(name, self.str(name), wanted)
        return default

    def _parsed[T](self, name: builtins.str, default: T, parse: Callable[..., T], wanted: builtins.str) -> T:
        given = self.str(name)
        if not given:
            return default
        try:
            return parse(name)
        except EnvError:
            self._wrong(name, given, wanted)
            return default

    def _wrong(self, name: builtins.str, given: builtins.str, wanted: builtins.str) -> None:
        shown = given if len(given) <= SHOWN else given[:SHOWN] + "…"
        self.refuse(f"{name} is {shown!r}: it must be {wanted}.")


def _range(least: float, most: float) -> str:
    match (isfinite(least), isfinite(most)):
        case (True, True):
            return f" from {least:g} to {most:g}"
        case (True, False):
            return f", at least {least:g}"
        case _:
            return ""


env = Environment()

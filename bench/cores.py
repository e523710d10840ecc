"""Which processor core runs what: the server one, the generator and the services another."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager

import psutil


def _available() -> list[int]:
    return sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []


CORES = _available()
SERVER = CORES[:1]
LOAD = CORES[-1:]
SERVICES = CORES[1:2] or CORES[:1]  # PostgreSQL and Redis: with three cores or more a core of their own


def stay(cores: list[int]) -> None:
    """Keep this process on these cores. Does nothing where the system cannot."""
    if cores:
        os.sched_setaffinity(0, cores)


@contextmanager
def starting_on(cores: list[int]) -> Iterator[None]:
    """Processes started inside stay on these cores, with all their threads."""
    if not cores:
        yield
        return
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, cores)
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


class Busy:
    """How much of a core this process has used since it was made, 0 to 1."""

    def __init__(self) -> None:
        self._cpu, self._wall = time.process_time(), time.perf_counter()

    @property
    def share(self) -> float:
        return (time.process_time() - self._cpu) / max(time.perf_counter() - self._wall, 1e-9)


def processor_seconds(pid: int) -> float:
    """The processor time a process has used so far."""
    times = psutil.Process(pid).cpu_times()
    return float(times.user + times.system)

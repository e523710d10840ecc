"""A child process that tests start, stop, kill, freeze and thaw."""

import atexit
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Self

import psutil

from .ports import free_port

LAUNCH = Path(__file__).with_name("launch.py")


class MissingService(Exception):
    """The machine has no such program; the message says what would provide it."""


class Service(ABC):
    """One server process on loopback, in a folder of its own that `close` removes.

    `restart` keeps the port and the folder, so what a server had written is there again after `kill`.
    """

    name: str
    death_signal = signal.SIGKILL  # what the process gets when the test run itself is killed
    start_seconds = 30.0
    owner: tuple[int, int] | None = None  # (uid, gid) to run as, None: whoever runs the tests

    def __init__(self) -> None:
        self.port = free_port()
        self.folder = Path(tempfile.mkdtemp(prefix=f"chat-{self.name}-"))
        self.log_path = self.folder / "log"
        self.process: subprocess.Popen[bytes] | None = None
        atexit.register(self.close)

    @abstractmethod
    def command(self) -> list[str]: ...

    @abstractmethod
    def is_ready(self) -> bool:
        """One quick look, called until it is true; it must not raise."""

    def environment(self) -> dict[str, str]:
        return dict(os.environ)

    def spawn(self, command: list[str]) -> subprocess.Popen[bytes]:
        """Start a program in the folder, as `owner`, its output appended to the log."""
        uid, gid = self.owner or (-1, -1)
        bound = [str(value) for value in (os.getpid(), int(self.death_signal), uid, gid)]
        with self.log_path.open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "-I", "-S", str(LAUNCH), *bound, *command],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env=self.environment(),
                cwd=self.working_folder(),
                start_new_session=True,  # Ctrl-C in the terminal is the test run's, which then stops us in order
            )

    def working_folder(self) -> Path:
        return self.folder

    def start(self) -> Self:
        self.launch()
        self.wait_until_ready()
        return self

    def launch(self) -> None:
        """Start without waiting, for those who start several at once."""
        assert not self.is_running(), f"{self.name} already runs"
        self.process = self.spawn(self.command())

    def wait_until_ready(self) -> None:
        wait_for(
            lambda: not self.is_running() or self.is_ready(), self.start_seconds, f"{self.name} to start"
        )
        if not self.is_running():
            raise RuntimeError(f"{self.name} did not start:\n{self.log()[-3000:]}")

    def is_running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    @property
    def pid(self) -> int:
        assert self.process is not None, f"{self.name} was not started"
        return self.process.pid

    def stop(self, seconds: float = 20) -> int | None:
        """Ask it to end (SIGTERM) and wait; past `seconds` it is killed. Answers its exit status."""
        return self._end(signal.SIGTERM, seconds)

    def _end(self, ask: signal.Signals, seconds: float) -> int | None:
        if self.process is None:
            return None
        if self.is_running():
            self.thaw()
            self.process.send_signal(ask)
            try:
                self.process.wait(seconds)
            except subprocess.TimeoutExpired:
                self.kill()
        return self.process.returncode

    def kill(self) -> None:
        """End it and its children at once (SIGKILL), as a power cut would."""
        if self.process is not None and self.is_running():
            self.process.send_signal(signal.SIGSTOP)  # or a child made while we look would live on
        processes = self.family()
        for each in processes:
            _signal(each, signal.SIGKILL)
        if self.process is not None:
            self.process.wait(10)
        wait_for(lambda: all(map(_has_ended, processes)), 10, f"{self.name} to be gone")

    def freeze(self) -> None:
        """Stop it in its tracks (SIGSTOP): connections stay open and nothing answers."""
        for each in self.family():
            _signal(each, signal.SIGSTOP)

    def thaw(self) -> None:
        for each in self.family():
            _signal(each, signal.SIGCONT)

    def restart(self) -> Self:
        """Stop it if it runs, and start it again on the same port with what it had stored."""
        self.stop()
        return self.start()

    def family(self) -> list[psutil.Process]:
        """The process and all its descendants, itself first (so that it cannot replace those who end)."""
        if not self.is_running():
            return []
        try:
            leader = psutil.Process(self.pid)
            return [leader, *leader.children(recursive=True)]
        except psutil.NoSuchProcess:
            return []

    def log(self) -> str:
        return self.log_path.read_text(errors="replace") if self.log_path.exists() else ""

    def close(self) -> None:
        """Stop it and remove its folder; safe to call twice."""
        atexit.unregister(self.close)
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *error: object) -> None:
        self.close()


def wait_for(condition: Callable[[], bool], seconds: float, what: str) -> None:
    """Look every 20 ms until the condition holds; TimeoutError names what was waited for."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError(f"waited {seconds:g} s for {what}")
        time.sleep(0.02)


def _has_ended(process: psutil.Process) -> bool:
    """Gone, or dead and waiting for a parent to notice, which orphans can do for seconds."""
    try:
        return not process.is_running() or process.status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def _signal(process: psutil.Process, number: signal.Signals) -> None:
    with suppress(psutil.NoSuchProcess):
        process.send_signal(number)

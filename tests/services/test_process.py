import os
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from tests.services.ports import HIGHEST, LOWEST, free_port
from tests.services.process import Service, wait_for

ROOT = Path(__file__).parents[2]


class Sleeper(Service):
    """Sleeps, with a child that sleeps too."""

    name = "sleeper"
    script = "sleep 60 & echo started; wait"

    def command(self) -> list[str]:
        return ["/bin/sh", "-c", self.script]

    def is_ready(self) -> bool:
        return "started" in self.log()


class Stubborn(Sleeper):
    script = "trap '' TERM; echo started; while :; do sleep 0.1; done"


class Broken(Sleeper):
    script = "echo it cannot work; exit 3"


def test_killing_takes_the_children_too() -> None:
    with Sleeper() as sleeper:
        wait_for(lambda: len(sleeper.family()) == 2, 5, "the child")
        family = sleeper.family()
        sleeper.kill()
        assert not any(each.is_running() and each.status() != psutil.STATUS_ZOMBIE for each in family)


def test_what_ignores_the_request_to_end_is_killed() -> None:
    with Stubborn() as stubborn:
        assert stubborn.stop(seconds=0.3) == -signal.SIGKILL
        assert not stubborn.is_running()


def test_a_program_that_does_not_start_shows_its_output() -> None:
    broken = Broken()
    with pytest.raises(RuntimeError, match="it cannot work"):
        broken.start()
    broken.close()


def test_closing_removes_the_folder() -> None:
    with Sleeper() as sleeper:
        assert sleeper.folder.is_dir()
    assert not sleeper.folder.exists()


@pytest.mark.skipif(sys.platform != "linux", reason="prctl is Linux's")
def test_services_end_when_the_test_run_is_killed_outright(tmp_path: Path) -> None:
    script = """
import time
from tests.services.test_process import Sleeper
print(Sleeper().start().pid, flush=True)
time.sleep(60)
"""
    environment = {**os.environ, "TMPDIR": str(tmp_path)}  # its folder is left behind
    command = [sys.executable, "-c", script]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, env=environment) as run:
        assert run.stdout is not None
        service = psutil.Process(int(run.stdout.readline()))
        assert service.is_running()
        run.kill()
    wait_for(lambda: not service.is_running() or service.status() == psutil.STATUS_ZOMBIE, 5, "its end")


def test_ports_stay_out_of_the_range_of_outgoing_connections_and_do_not_repeat() -> None:
    ports = [free_port() for _ in range(20)]
    assert all(LOWEST <= port <= HIGHEST for port in ports)
    assert len(set(ports)) == 20

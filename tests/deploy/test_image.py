"""The image as far as it can be had without an engine: nobody's rights, nothing writable, and the chat works."""

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from tests.chat.office import Office
from tests.chat.people import Person
from tests.chat.socket import Socket
from tests.deploy.image import TEXT, UID, Container, build
from tests.services.process import MissingService, wait_for
from tests.services.stack import Stack


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("image") / "app"
    folder.mkdir()
    build(folder)
    assert not (folder / "tests").exists()
    return folder


@pytest.fixture
def container(stack: Stack, app: Path) -> Iterator[Container]:
    name = f"image_{os.getpid()}"
    made = None
    try:
        made = Container(stack.create_site(name), app)
        yield made
    except MissingService as missing:
        pytest.skip(str(missing))
    finally:
        if made:
            made.kill()
            made.close()
        stack.drop_site(name)


class Worker(Container):
    def command(self) -> list[str]:
        return self.wrapped(["python", "manage.py", "worker"])

    def is_ready(self) -> bool:
        return "worker_started" in self.log()


async def test_it_migrates_serves_and_works_as_nobody_on_a_read_only_root(container: Container) -> None:
    released = container.run("python", "manage.py", "release")
    assert released.returncode == 0, released.stdout + released.stderr
    container.start()
    assert {uid for each in container.family() for uid in psutil.Process(each.pid).uids()} == {UID}
    office = Office(container.site)
    ann = Person(**office.person(username="ann"))
    room = office.room(owner="ann")
    office.close()
    async with await Socket.open(container, ann) as socket:
        await socket.subscribe(room)
        assert (await socket.send(room, "from inside"))["type"] == "ack"
    assert container.answers("/accounts/login/")
    assert '"level": "error"' not in container.log()

    (check,) = re.findall(r"^HEALTHCHECK .* CMD (\[.+\])$", TEXT, re.MULTILINE)
    command = [part.replace('\\"', '"') for part in json.loads(check)]
    assert container.run(*command).returncode == 0
    worker = Worker(container.site, container.app)
    with worker:
        wait_for(lambda: "worker_started" in worker.log(), 20, "the worker")
        worker.stop()
    container.stop()
    assert container.run(*command).returncode != 0
    assert "Traceback" not in container.log() + worker.log()


def test_everything_that_is_copied_is_there() -> None:
    from tests.services.stack import ROOT

    copied = re.findall(r"^COPY (?!--from)(\S+) ", TEXT, re.MULTILINE)
    assert copied == ["requirements.txt", "."]
    assert all((ROOT / name).exists() for name in copied)

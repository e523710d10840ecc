"""What every test stands on: real services, our own server as a process, and people in a browser.

The environment is set when this file is imported, before Django reads its settings. Tests marked
`embedded` (and all in tests/embedded) are those that `make test` runs on SQLite and memory.
"""

import os
from collections.abc import AsyncIterator, Callable, Generator, Iterator
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

import django
import pytest
import pytest_asyncio
from django.conf import settings
from django.db import connection
from playwright.async_api import Browser as Chromium
from playwright.async_api import async_playwright

from scripts.start import collect_static
from tests.services.browser import Browser
from tests.services.chat import ChatServer, manage
from tests.services.chromium import ARGUMENTS, find_chromium
from tests.services.process import MissingService
from tests.services.stack import FOREIGN, Stack, chosen_stack

IN_CI = bool(os.environ.get("CI"))
EMBEDDED_FOLDER = Path(__file__).with_name("embedded")
for name in FOREIGN:
    os.environ.pop(name, None)
try:
    STACK = chosen_stack()
except MissingService as missing:
    pytest.exit(f"no test was run: {missing}", returncode=int(IN_CI))
os.environ.update(STACK.environment())
django.setup()
collect_ignore = [] if STACK.name == "embedded" else ["embedded"]
numbers = count(1)


def pytest_sessionstart(session: pytest.Session) -> None:
    if session.config.option.collectonly:
        return
    if getattr(session.config.option, "numprocesses", None):  # this process only hands out tests
        collect_static()
        for name in STACK.environment():  # else those who run them would inherit this one's addresses
            del os.environ[name]
        return
    # In this process only, and half a second a sign-in cheaper. Servers hash as they do for people.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    STACK.start()
    if "PYTEST_XDIST_WORKER" not in os.environ:
        collect_static()


def pytest_unconfigure(config: pytest.Config) -> None:
    STACK.stop()


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if EMBEDDED_FOLDER in item.path.parents:
            item.add_marker("embedded")
        if "browser" in getattr(item, "fixturenames", ()):  # one Chromium for all: its loop is the session's
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Put the end of each server's log below a failure."""
    report = yield
    if report.failed and "server" in getattr(item, "funcargs", {}):
        for server in item.funcargs["server"].started:  # type: ignore[attr-defined]
            report.sections.append((f"log of {server.url}", server.log()[-4000:]))
    return report


@pytest.fixture(scope="session")
def stack() -> Stack:
    return STACK


@pytest.fixture(scope="session")
def django_db_modify_db_settings() -> None:
    """SQLite's default test database is in memory, without WAL and with other locking than a file's."""
    if STACK.name == "embedded":
        path = Path(settings.DATA_DIR) / "test.sqlite3"
        settings.DATABASES["default"].setdefault("TEST", {})["NAME"] = str(path)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """Tests that commit are cleaned up by TRUNCATE, which the record refuses (tests/moderation/test_record.py)."""
    if STACK.name != "embedded":
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            cursor.execute("ALTER TABLE rooms_auditentry DISABLE TRIGGER rooms_audit_no_truncate")


@pytest.fixture(autouse=True)
def _nothing_left_outside_the_database() -> None:
    STACK.flush()


@pytest.fixture
def site() -> Iterator[dict[str, str]]:
    """A deployment of this test's own, migrated and empty: the environment that its servers share."""
    name = f"site_{os.getpid()}_{next(numbers)}"
    yield STACK.new_site(name)
    STACK.drop_site(name)


@pytest.fixture(name="manage")
def manage_site(site: dict[str, str]) -> Callable[..., str]:
    """`manage("command", "argument")` runs manage.py on the site and answers what it printed."""
    return partial(manage, site)


class Servers:
    """`server()` starts one more web process of the site; `server(SIGNUP="closed")` with that setting."""

    def __init__(self, site: dict[str, str]) -> None:
        self.site = site
        self.started: list[ChatServer] = []

    def __call__(self, **settings: str) -> ChatServer:
        server = ChatServer(self.site, **settings)
        self.started.append(server)
        return server.start()


@pytest.fixture
def server(site: dict[str, str]) -> Iterator[Servers]:
    servers = Servers(site)
    yield servers
    for each in servers.started:
        each.kill()
        each.close()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def chromium() -> AsyncIterator[Chromium]:
    try:
        program = find_chromium()
    except MissingService as missing:
        (pytest.fail if IN_CI else pytest.skip)(str(missing))
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=program, args=list(ARGUMENTS))
        yield browser
        await browser.close()


@pytest_asyncio.fixture(loop_scope="session")
async def browser(chromium: Chromium) -> AsyncIterator[Browser]:
    """Opens pages for people; a console error or CSP violation that the test does not `expect` fails it."""
    people = Browser(chromium)
    yield people
    await people.close()
    assert not people.unexpected(), "the browser complained"

"""Each line of the doctor's shown red by really breaking that thing, and its advice followed to green."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.chat.deployment import Deployment, deployed
from tests.deploy.frontage import Frontage
from tests.deploy.mailbox import mailbox
from tests.deploy.worker import WorkerProcess
from tests.services.chat import manage
from tests.services.ports import free_port
from tests.services.process import MissingService
from tests.services.redis import RedisServer
from tests.services.stack import COMMON, ROOT, Stack, child_environment

ORDER = [
    "database", "migrations", "pool", "clock", "disk", "storage", "redis", "email", "worker", "push keys",
    "proxies", "client address", "socket", "origins",
]  # fmt: skip
Lines = dict[str, dict[str, Any]]


@pytest.fixture(scope="module")
def front() -> Iterator[Frontage]:
    """The proxy in front, whose address is the site's public one."""
    try:
        made = Frontage()
    except MissingService as missing:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(str(missing))
    with made:
        yield made


@pytest.fixture(scope="module")
def healthy(stack: Stack, front: Frontage) -> Iterator[Deployment]:
    settings = {"PUBLIC_URL": front.url, "TRUSTED_PROXIES": "1"}
    with deployed(stack, 1, **settings) as made:
        made.site.update(settings)
        front.lead_to(made.first.port)
        with WorkerProcess(made.site):
            yield made


def examine(site: dict[str, str], **changes: str) -> tuple[int, Lines]:
    command = [sys.executable, "manage.py", "doctor", "--json"]
    environment = child_environment(site, **changes)
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert "Traceback" not in done.stderr
    return done.returncode, {line["name"]: line for line in json.loads(done.stdout)}


def red(site: dict[str, str], **changes: str) -> dict[str, str]:
    """The lines that are not in order, with their fixes."""
    status, lines = examine(site, **changes)
    assert status == (0 if all(line["ok"] for line in lines.values()) else 1)
    return {name: line["fix"] for name, line in lines.items() if not line["ok"]}


def test_a_site_in_order_is_all_green(healthy: Deployment) -> None:
    status, lines = examine(healthy.site)
    assert [name for name, line in lines.items() if not line["ok"]] == []
    assert (status, list(lines)) == (0, ORDER)


# What is set wrong, the line that must be red, and what its fix must say. Where it names a value, that is tried.
SET_WRONG: list[tuple[dict[str, str], str, str]] = [
    ({"DATABASE_POOL": "200"}, "pool", "set DATABASE_POOL to"),
    ({"STATIC_ROOT": "/nonexistent"}, "storage", "collectstatic --noinput"),
    ({"TRUSTED_PROXIES": "2"}, "proxies", "set TRUSTED_PROXIES=1"),
    ({"TRUSTED_PROXIES": "0"}, "proxies", "set TRUSTED_PROXIES=1"),
]


@pytest.mark.parametrize(("changes", "name", "fix"), SET_WRONG, ids=lambda value: str(value)[:40])
def test_a_wrong_setting_is_red_with_its_fix(
    healthy: Deployment, changes: dict[str, str], name: str, fix: str
) -> None:
    found = red(healthy.site, **changes)
    assert list(found) == [name]
    assert fix in found[name]
    if advised := re.search(r"set ([A-Z_]+)(?:=| to )(\d+)", found[name]):
        assert red(healthy.site, **{**changes, advised[1]: advised[2]}) == {}


def test_static_files_that_are_not_collected(healthy: Deployment, tmp_path: Path) -> None:
    here = {"STATIC_ROOT": str(tmp_path)}
    advised = re.search(r"`python manage.py ([^`]+)`", red(healthy.site, **here)["storage"])
    assert advised
    manage({**healthy.site, **here}, *advised[1].split(), "--verbosity=0")
    assert red(healthy.site, **here) == {}


LATE_CLOCK = """
    CREATE FUNCTION late.clock_timestamp() RETURNS timestamptz LANGUAGE sql AS
    $$SELECT pg_catalog.clock_timestamp() - interval '1 minute'$$
"""


@pytest.fixture
def late(healthy: Deployment) -> Iterator[None]:
    """A database whose clock, as anybody may ask for it, is a minute behind."""
    name = urlsplit(healthy.site["DATABASE_URL"]).path[1:]
    for statement in (
        "CREATE SCHEMA late",
        LATE_CLOCK,
        f"ALTER DATABASE {name} SET search_path = late, public, pg_catalog",
    ):
        healthy.rows(statement)
    yield
    healthy.rows(f"ALTER DATABASE {name} RESET search_path")


def test_a_clock_that_is_wrong(healthy: Deployment, late: None) -> None:
    status, lines = examine(healthy.site)
    assert status == 1
    assert [name for name, line in lines.items() if not line["ok"]] == ["clock"]
    assert "60 s away" in lines["clock"]["said"]
    assert "NTP" in lines["clock"]["fix"]


def test_a_disk_that_is_full(tmp_path: Path) -> None:
    """A data directory on a disk of its own, with 10 MB; then the advice: a larger one."""
    look = f"{sys.executable} manage.py doctor --json"
    script = (
        f"mount -t tmpfs -o size=10m tmpfs {tmp_path} && {{ {look}; echo;"
        f" mount -o remount,size=1g {tmp_path}; {look}; true; }}"
    )
    command = ["unshare", *([] if os.geteuid() == 0 else ["--user", "--map-root-user"]), "--mount"]
    environment = child_environment({**COMMON, "DATA_DIR": str(tmp_path)}, PUBLIC_URL="http://127.0.0.1:1")
    done = subprocess.run(
        [*command, "sh", "-c", script], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        pytest.skip(f"nothing may be mounted here: {done.stderr[-200:]}")
    full, larger = [
        next(line for line in json.loads(text) if line["name"] == "disk")
        for text in done.stdout.split("\n\n")
    ]
    assert (full["ok"], larger["ok"]) == (False, True)
    assert "MB are free at" in full["said"]
    assert "larger disk" in full["fix"]


def test_a_database_that_is_away(healthy: Deployment) -> None:
    found = red(healthy.site, DATABASE_URL=f"postgres://chat:hunter2@127.0.0.1:{free_port()}/chat")
    assert {"database", "migrations", "worker"} <= set(found)
    assert found["database"] == "start PostgreSQL, or correct DATABASE_URL"


def test_a_redis_that_is_not_started(healthy: Deployment) -> None:
    with RedisServer() as redis:
        redis.kill()
        assert red(healthy.site, REDIS_URL=redis.url) == {"redis": "start Redis, or correct REDIS_URL"}
        redis.start()
        assert red(healthy.site, REDIS_URL=redis.url) == {}


def test_a_mail_server_that_is_elsewhere(healthy: Deployment) -> None:
    right, wrong = free_port(), free_port()
    mail = {"DEFAULT_FROM_EMAIL": "chat@example.org"}
    with mailbox(right):
        found = red(healthy.site, EMAIL_URL=f"smtp://127.0.0.1:{wrong}", **mail)
        assert found == {"email": "correct EMAIL_URL: host, port, user, password and TLS"}
        assert red(healthy.site, EMAIL_URL=f"smtp://127.0.0.1:{right}", **mail) == {}


def test_a_wrong_password_of_redis(healthy: Deployment) -> None:
    address = healthy.site["REDIS_URL"].rpartition("@")[2]
    assert red(healthy.site, REDIS_URL=f"redis://:wrong@{address}") == {
        "redis": "correct the password in REDIS_URL"
    }


def test_a_migration_that_is_missing(healthy: Deployment) -> None:
    taken = healthy.rows(
        "DELETE FROM django_migrations WHERE id = (SELECT max(id) FROM django_migrations) RETURNING app, name"
    )
    try:
        assert red(healthy.site)["migrations"] == "run `python manage.py release`"
    finally:
        healthy.rows("INSERT INTO django_migrations (app, name, applied) VALUES (%s, %s, now())", *taken[0])
    assert red(healthy.site) == {}


def test_a_worker_that_is_gone(stack: Stack) -> None:
    site = stack.new_site("doctor_worker")
    try:
        assert "python manage.py worker" in red(site)["worker"]
        with WorkerProcess(site):
            assert "worker" not in red(site)
    finally:
        stack.drop_site("doctor_worker")


BROKEN: list[tuple[str, str, str]] = [
    ("upgrade", "socket", "pass the Upgrade and Connection headers on"),
    ("scheme", "proxies", "set X-Forwarded-Proto"),
    ("replace", "client address", "append the real address"),
    ("origin", "origins", "do not let the proxy change the Origin header"),
    ("elsewhere", "proxies", "pass all paths on to `web`"),
]


def test_a_proxy_that_is_set_up_wrong(healthy: Deployment, front: Frontage) -> None:
    for fault, name, fix in BROKEN:
        with front.broken(fault):
            assert fix in red(healthy.site).get(name, "nothing"), fault
    assert red(healthy.site) == {}, "every fault was mended as its fix says"


def test_a_public_address_that_leads_nowhere(healthy: Deployment) -> None:
    found = red(healthy.site, PUBLIC_URL=f"http://127.0.0.1:{free_port()}")
    assert set(found) == {"proxies", "client address", "socket", "origins"}
    assert "point the name at the proxy" in found["proxies"]

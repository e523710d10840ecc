"""Each line of the doctor's shown red by really breaking that thing, and its advice followed to green."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from tests.chat.deployment import Deployment, deployed
from tests.deploy.frontage import Frontage
from tests.deploy.worker import WorkerProcess
from tests.services.ports import free_port
from tests.services.process import MissingService
from tests.services.stack import ROOT, Stack, child_environment

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


# What is set wrong, the line that must be red, and what its fix must say. Putting it back is following it.
SET_WRONG: list[tuple[dict[str, str], str, str]] = [
    ({"DATABASE_POOL": "200"}, "pool", "set DATABASE_POOL to"),
    ({"REDIS_URL": "redis://127.0.0.1:1/0"}, "redis", "start Redis, or correct REDIS_URL"),
    ({"STATIC_ROOT": "/nonexistent"}, "storage", "collectstatic --noinput"),
    ({"TRUSTED_PROXIES": "2"}, "proxies", "set TRUSTED_PROXIES=1"),
    ({"TRUSTED_PROXIES": "0"}, "proxies", "set TRUSTED_PROXIES=1"),
    ({"EMAIL_URL": "smtp://127.0.0.1:1", "DEFAULT_FROM_EMAIL": "a@b.c"}, "email", "correct EMAIL_URL"),
]


@pytest.mark.parametrize(("changes", "name", "fix"), SET_WRONG, ids=lambda value: str(value)[:40])
def test_a_wrong_setting_is_red_with_its_fix(
    healthy: Deployment, changes: dict[str, str], name: str, fix: str
) -> None:
    found = red(healthy.site, **changes)
    assert list(found) == [name]
    assert fix in found[name]


def test_a_database_that_is_away(healthy: Deployment) -> None:
    found = red(healthy.site, DATABASE_URL=f"postgres://chat:hunter2@127.0.0.1:{free_port()}/chat")
    assert {"database", "migrations", "worker"} <= set(found)
    assert found["database"] == "start PostgreSQL, or correct DATABASE_URL"


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


@pytest.mark.parametrize(("fault", "name", "fix"), BROKEN)
def test_a_proxy_that_is_set_up_wrong(
    healthy: Deployment, front: Frontage, fault: str, name: str, fix: str
) -> None:
    with front.broken(fault):
        assert fix in red(healthy.site).get(name, "nothing")
    assert red(healthy.site) == {}


def test_a_public_address_that_leads_nowhere(healthy: Deployment) -> None:
    found = red(healthy.site, PUBLIC_URL=f"http://127.0.0.1:{free_port()}")
    assert set(found) == {"proxies", "client address", "socket", "origins"}
    assert "point the name at the proxy" in found["proxies"]

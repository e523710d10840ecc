import asyncio
import json

import pytest

from chatapp.health import Health, readiness


async def passes():
    pass


async def fails():
    raise ConnectionError("no database")


async def hangs():
    await asyncio.sleep(60)


async def application(scope, receive, send):
    await send({"type": "reached the application"})


async def asked(path, method="GET", **checks):
    """Status and JSON of the answer, or what the application sent."""
    sent = []

    async def send(message):
        sent.append(message)

    await Health(application, checks)({"type": "http", "method": method, "path": path}, None, send)
    return (sent[0]["status"], json.loads(sent[1]["body"])) if len(sent) == 2 else sent[0]["type"]


async def test_a_process_whose_checks_pass_is_ready():
    assert await asked("/readyz", one=passes) == (200, {"status": "ready"})


@pytest.mark.parametrize("check", [fails, hangs])
async def test_a_check_that_fails_or_hangs_is_named(check):
    assert await asked("/readyz", good=passes, database=check) == (
        503,
        {"status": "unready", "failed": ["database"]},
    )


async def test_a_process_that_is_not_ready_is_alive():
    assert await asked("/livez", database=fails) == (200, {"status": "alive"})


async def test_a_draining_process_is_not_ready(monkeypatch):
    monkeypatch.setattr(readiness, "draining", True)
    assert await asked("/readyz", one=passes) == (503, {"status": "draining"})


@pytest.mark.parametrize("path", ["/livez", "/readyz"])
async def test_looking_is_all_there_is_to_do(path):
    assert (await asked(path, method="HEAD"))[0] == 200
    for method in ("POST", "DELETE", "OPTIONS"):
        assert (await asked(path, method=method))[0] == 405


async def test_everything_else_is_the_applications():
    assert await asked("/") == "reached the application"

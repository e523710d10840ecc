"""One JSON object a line, from web, socket and worker; a request's id is in its answer and all its lines."""

import json
from typing import Any

import httpx

from tests.chat.deployment import Deployment
from tests.chat.socket import Socket
from tests.deploy.worker import WorkerProcess
from tests.services.process import wait_for


def lines(log: str) -> list[dict[str, Any]]:
    """Everything but the one sentence that a process begins with must be JSON."""
    found = [line for line in log.splitlines() if not line.startswith(("Serving on ", "Working"))]
    return [json.loads(line) for line in found]


async def test_each_line_of_a_web_process_is_json_and_carries_its_requests_id(watched: Deployment) -> None:
    async with httpx.AsyncClient(base_url=watched.first.url, trust_env=False) as client:
        answer = await client.get("/break/token/", headers={"X-Request-ID": "from-outside-7"})
        own = await client.get("/nothing")
    assert answer.headers["X-Request-ID"] == "from-outside-7"
    found = lines(watched.first.log())
    mine = [line for line in found if line.get("request_id") == "from-outside-7"]
    assert [line["event"] for line in mine] == ["unhandled exception", "request"]
    assert [line["event"] for line in found if line.get("request_id") == own.headers["X-Request-ID"]] == [
        "request"
    ]


async def test_a_socket_has_an_id_too(watched: Deployment) -> None:
    ann = watched.person()
    async with await Socket.open(watched.second, ann, headers={"X-Request-ID": "socket-7"}) as socket:
        await socket.settle()

    def mine() -> list[dict[str, Any]]:
        return [line for line in lines(watched.second.log()) if line.get("request_id") == "socket-7"]

    wait_for(lambda: bool(mine()), 5, "the socket's line")
    assert [line["event"] for line in mine()] == ["socket"]


def test_what_belongs_to_no_request_carries_no_id(watched: Deployment) -> None:
    """The hub starts with the first request; its own lines must not look like that request's."""
    away = {**watched.site, "REDIS_URL": "redis://127.0.0.1:1/0"}
    from tests.services.chat import ChatServer

    with ChatServer(away) as server:
        server.answers("/livez")
        assert httpx.get(f"{server.url}/nothing", trust_env=False).status_code in (401, 404)
        wait_for(lambda: "layer_away" in server.log(), 10, "the layer to be missed")
        (line,) = [line for line in lines(server.log()) if line["event"] == "layer_away"]
        assert "request_id" not in line
        server.close()


def test_the_worker_writes_json(watched: Deployment) -> None:
    with WorkerProcess(watched.site) as worker:
        wait_for(lambda: "worker_started" in worker.log(), 15, "the worker to start")
        worker.stop()
        events = [line["event"] for line in lines(worker.log())]
        assert events[0] == "worker_started"
        assert events[-1] == "worker_stopped"

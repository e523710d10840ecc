"""A client proves that it has everything while others keep writing."""

import asyncio
import json
from typing import Any
from uuid import uuid4

import httpx

from tests.chat.deployment import Deployment
from tests.chat.people import Person
from tests.services.chat import ChatServer

WRITERS = 10
EACH = 30


def client(server: ChatServer, person: Person) -> httpx.AsyncClient:
    headers = {"Authorization": f"Bearer {person.token}"}
    return httpx.AsyncClient(base_url=f"{server.url}/api/v1/", headers=headers, timeout=30)


async def write(server: ChatServer, person: Person, slug: str) -> None:
    async with client(server, person) as http:
        for number in range(EACH):
            sent = {"body": f"{person.username} {number}", "client_id": str(uuid4())}
            answer = await http.post(f"rooms/{slug}/messages", json=sent)
            assert answer.status_code == 201, answer.text
            seq = answer.json()["seq"]
            if number % 5 == 1:
                assert (await http.patch(f"rooms/{slug}/messages/{seq}", json={"body": "edited"})).is_success
            if number % 7 == 2:
                assert (await http.delete(f"rooms/{slug}/messages/{seq}")).is_success


async def whole_history(http: httpx.AsyncClient, slug: str) -> tuple[dict[int, Any], dict[str, Any]]:
    """By following the links, from the first message on; and the first page, which says where changes begin."""
    rows: dict[int, Any] = {}
    answer = await http.get(f"rooms/{slug}/messages", params={"after": 0, "limit": 20})
    first = answer.json()
    while True:
        for row in answer.json()["messages"]:
            assert row["seq"] == len(rows) + 1, "contiguous, and none twice"
            rows[row["seq"]] = row
        if "next" not in answer.links:
            assert answer.json()["has_more_after"] is False
            return rows, first
        answer = await http.get(answer.links["next"]["url"])


async def catch_up(http: httpx.AsyncClient, slug: str, rows: dict[int, Any], version: int) -> int:
    more = True
    while more:
        body = (await http.get(f"rooms/{slug}/changes", params={"after": version, "limit": 50})).json()
        for change in body["changes"]:
            assert change["prev"] == version
            version = change["version"]
            if "message" in change:
                rows[change["message"]["seq"]] = change["message"]
        assert body["version"] >= version
        version, more = body["version"], body["has_more"]
    return version


async def test_history_read_while_ten_write_becomes_the_database_exactly(deployment: Deployment) -> None:
    people = deployment.people(WRITERS)
    slug = deployment.room(people[0], *people[1:])
    deployment.office.send(username=people[0].username, slug=slug, bodies=["before"] * 400)
    writers = [
        asyncio.create_task(write(deployment.servers[number % 2], person, slug))
        for number, person in enumerate(people)
    ]
    async with client(deployment.first, people[0]) as http:
        rows, first = await whole_history(http, slug)
        version = await catch_up(http, slug, rows, first["version"])
        await asyncio.gather(*writers)
        version = await catch_up(http, slug, rows, version)
    log = deployment.log(slug)
    assert deployment.head(slug) == (400 + WRITERS * EACH, version)
    assert [(row["seq"], row["version"], row["body"], row["client_id"]) for row in log] == [
        (row["seq"], row["version"], row["body"], row["client_id"]) for _, row in sorted(rows.items())
    ]


async def test_streams_come_over_the_wire_whole(deployment: Deployment) -> None:
    person = deployment.person()
    slug = deployment.room(person)
    deployment.office.send(username=person.username, slug=slug, bodies=["x" * 500] * 1200)
    async with client(deployment.first, person) as http:
        async with http.stream("GET", f"rooms/{slug}/messages.ndjson", params={"after": 100}) as answer:
            assert answer.headers["transfer-encoding"] == "chunked"
            seqs = [json.loads(line)["seq"] async for line in answer.aiter_lines()]
        assert seqs == list(range(101, 1201))
        assert seqs[-1] == int(answer.headers["X-Last-Seq"])
        changes = (await http.get(f"rooms/{slug}/changes.ndjson")).text.splitlines()
        assert json.loads(changes[-1])["version"] == deployment.head(slug)[1]
        head = await http.head(f"rooms/{slug}/messages")
        assert (head.status_code, head.content) == (200, b"")


async def test_a_long_poll_hears_of_what_another_process_commits(deployment: Deployment) -> None:
    ada, bob = deployment.people(2)
    slug = deployment.room(ada, bob)
    async with client(deployment.first, ada) as reader, client(deployment.second, bob) as sender:
        version = deployment.head(slug)[1]
        asked = {"after": version, "wait": 25}
        poll = asyncio.create_task(reader.get(f"rooms/{slug}/changes", params=asked))
        await asyncio.sleep(0.5)
        await sender.post(f"rooms/{slug}/messages", json={"body": "over there"})
        async with asyncio.timeout(5):
            body = (await poll).json()
    assert [change["message"]["body"] for change in body["changes"]] == ["over there"]


async def test_bytes_that_are_no_text_and_bodies_too_large_are_refused_by_the_server_too(
    deployment: Deployment,
) -> None:
    person = deployment.person()
    slug = deployment.room(person)
    async with client(deployment.first, person) as http:
        for path, content, status in (
            (f"rooms/{slug}/messages", b'{"body": "\xff\xfe"}', 400),
            (f"rooms/{slug}/messages", b'{"body": "' + b"x" * 300_000 + b'"}', 413),
            (f"rooms/{slug}/messages", b'{"body": "' + b"x" * 3_000_000 + b'"}', 413),
            ("rooms/%FF%FE/messages", b'{"body": "x"}', 404),
        ):
            answer = await http.post(path, content=content, headers={"Content-Type": "application/json"})
            assert answer.status_code == status, path
            assert set(answer.json()) == {"code", "detail", "request_id"}
            assert answer.headers["X-Request-ID"] == answer.json()["request_id"]
    assert deployment.log(slug) == []

"""S1: to an outsider a room is exactly what a room that does not exist is, at every address."""

import json

import pytest

from rooms.api.openapi import document
from tests.api.world import Program, body_of, emoji, fill, person, room

pytestmark = pytest.mark.django_db(transaction=True)


def operations():
    """Every operation of a room, with a body that would do."""
    schemas = document()["components"]["schemas"]
    for path, methods in document()["paths"].items():
        for method, operation in methods.items():
            if "{slug}" in path:
                body = None
                if "requestBody" in operation:
                    name = operation["requestBody"]["content"]["application/json"]["schema"]["$ref"].rsplit(
                        "/", 1
                    )[1]
                    body = schemas[name]["example"]
                yield method.upper(), path, body


def in_order():
    """Putting before taking away, and leaving the room last of all."""
    return sorted(operations(), key=lambda one: (one[0] == "DELETE", one[1].endswith("/me"), -len(one[1])))


async def moderated(owner: Program, member: Program, slug: str) -> dict[str, int]:
    """Something deleted, something reported and webhooks; their ids, by their addresses."""
    deleted = await owner.post(f"rooms/{slug}/deletions", {"seqs": [3], "reason": "x"})
    reported = await member.post(f"rooms/{slug}/reports", {"seq": 2, "reason": "x"})
    hook = await owner.post(f"rooms/{slug}/webhooks/incoming", {"name": "CI"})
    given = {"url": "https://receiver.example/", "events": ["mention"]}
    told = await owner.post(f"rooms/{slug}/webhooks/outgoing", given)
    found = {"deletions": deleted, "reports": reported, "incoming": hook, "outgoing": told}
    return {name: answer.json()["id"] for name, answer in found.items()}


async def told(program: Program, slug: str, ids: dict[str, int] | None = None):
    """What each operation answers about a room, without what is different each time."""
    found = {}
    for method, path, body in in_order():
        number = (ids or {}).get(path.partition("/{id}")[0].split("/")[-1], 1)
        address = path.format(slug=slug, seq=1, emoji=emoji("👍"), username="ada", id=number)
        answer = await program(method, address, body, x_request_id="same")
        text = await body_of(answer) if answer.streaming else answer.content
        changing = {"X-RateLimit-Remaining", "X-RateLimit-Reset"}
        headers = {name: value for name, value in answer.headers.items() if name not in changing}
        found[method, path] = (answer.status_code, headers, text)
    return found


async def test_an_outsiders_room_is_byte_for_byte_one_that_does_not_exist(ada):
    eve, bob = await person("eve"), await person("bob")
    secret = await room(ada, "Secret", bob, kind="private")
    await fill(ada, secret, 8)
    seen = await told(ada, secret, await moderated(ada, bob, secret))
    assert [key for key, (status, _, _) in seen.items() if status == 404] == [], "there is something to find"
    other = await room(ada, "Secret", kind="private")
    await fill(ada, other, 3)
    outside, nowhere = await told(eve, other), await told(eve, "0" * len(other))
    assert outside == nowhere
    assert {status for status, _, _ in outside.values()} == {404}
    assert {json.loads(text)["code"] for _, _, text in outside.values()} == {"unknown_room"}


async def test_a_former_member_is_an_outsider(ada):
    eve = await person("eve")
    slug = await room(ada, "Secret", eve, kind="private")
    await fill(ada, slug, 1)
    assert (await eve.get(f"rooms/{slug}/messages")).status_code == 200
    assert (await eve.delete(f"rooms/{slug}/members/me")).status_code == 204
    assert await told(eve, slug) == await told(eve, "0" * len(slug))


async def test_nobody_is_told_anything(ada, tea):
    await fill(ada, tea, 1)
    for program in (Program(None), Program("chat_wrong")):
        answers = await told(program, tea)
        assert {status for status, _, _ in answers.values()} == {401}

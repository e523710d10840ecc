"""S1: nothing of a private room is heard by whoever is not in it: every socket operation and every event."""

import asyncio
import json
import re
from typing import Any

import pytest

from rooms.realtime import protocol
from tests.chat.deployment import Deployment
from tests.chat.socket import HTML, JSON, Socket
from tests.moderation.clerk import Clerk
from tests.moderation.leak import ABSENT, PEOPLE, found
from tests.moderation.secret import WORDS, Secret
from tests.services.stack import ROOT

OPERATIONS: dict[str, list[dict[str, Any]]] = {
    "Subscribe": [{"type": "subscribe", "room": "{slug}", "after": after} for after in (None, 0, 3, 10**6)],
    "Unsubscribe": [{"type": "unsubscribe", "room": "{slug}"}],
    "SendMessage": [
        {"type": "send", "room": "{slug}", "client_id": "{uuid}", "body": "Hello"},
        {"type": "send", "room": "{slug}", "client_id": "{uuid}", "body": "Hello", "reply_to": 1},
    ],
    "Read": [{"type": "read", "room": "{slug}", "seq": 1}],
    "Typing": [{"type": "typing", "room": "{slug}"}],
    "Seen": [{"type": "seen", "room": "{slug}", "version": 1}],
    "Ping": [{"type": "ping"}],
}


def test_every_operation_of_the_socket_is_tried() -> None:
    assert set(OPERATIONS) == {one.__name__ for one in protocol.Operation.__value__.__args__}


def said(frame: dict[str, Any], slug: str) -> dict[str, Any]:
    values = {"slug": slug, "uuid": "8466a32d-70ab-4bbc-8eaf-e15bda174750"}
    return {
        name: value.format_map(values) if isinstance(value, str) else value for name, value in frame.items()
    }


async def heard(socket: Socket, slug: str) -> list[str]:
    """What the socket is told, without what the caller said themselves, after each operation."""
    since = await socket.settle()
    for frames in OPERATIONS.values():
        for frame in frames:
            await socket.say(**said(frame, slug))
            await socket.settle()
    await asyncio.sleep(0.8)  # answers to a send and to a read come behind others
    told = [
        frame for frame in socket.frames[since:] if frame["type"] != "pong"
    ]  # one may be still on its way
    return sorted(json.dumps(frame, ensure_ascii=False).replace(slug, "SLUG") for frame in told)


@pytest.mark.parametrize("form", [JSON, HTML])
async def test_no_socket_operation_tells_an_outsider_more_than_of_an_absent_room(
    deployment: Deployment, secret: Secret, form: str
) -> None:
    async with await Socket.open(deployment.first, secret.people["owner"], form) as inside:
        assert {"message", "pin", "member"} <= found("".join(await heard(inside, secret.slug)))
    await asyncio.gather(*(_compare(deployment, secret, who, form) for who in PEOPLE[1:]))
    nobody = await Socket.open(deployment.first, None, form)
    assert await nobody.closing() == 4401
    assert nobody.frames == []


async def _compare(deployment: Deployment, secret: Secret, who: str, form: str) -> None:
    async with await Socket.open(deployment.second, secret.people[who], form) as socket:
        hidden = await heard(socket, secret.slug)
        assert found("".join(hidden)) == set()
        assert hidden == await heard(socket, ABSENT)
        assert any("unknown_room" in line for line in hidden)


# Everything that a room makes its members' sockets say, and what makes it say so.
EVENTS = {
    "message.created", "message.updated", "message.deleted", "room.updated", "member.updated", "member.removed",
    "typing", "presence", "unread", "gap", "head", "report", "held", "waiting",
}  # fmt: skip
PRIVATE = {
    "hello",
    "subscribed",
    "skip",
    "ack",
    "error",
    "reset",
    "read",
    "rooms",
    "pong",
}  # answers to one's own operations, and words about oneself that name no room


def test_every_event_of_the_protocol_is_listened_for() -> None:
    docs = (ROOT / "docs" / "protocol.md").read_text()
    table = docs.split("## From the server")[1].split("A message:")[0]
    rows = [line.split("|")[1] for line in table.splitlines() if line.startswith("| `")]
    assert {name for row in rows for name in re.findall(r"`([\w.]+)`", row)} == EVENTS | PRIVATE


async def test_no_event_of_a_private_room_reaches_an_outsider_s_socket(
    deployment: Deployment, clerk: Clerk, secret: Secret
) -> None:
    people, slug = secret.people, secret.slug
    names = {role: one.username for role, one in people.items()}
    outside = [
        await Socket.open(server, people[who], form)
        for who in PEOPLE[1:] for server, form in zip(deployment.servers, (JSON, HTML), strict=True)
    ]  # fmt: skip
    inside = await Socket.open(deployment.first, people["owner"])
    aside = await Socket.open(deployment.second, people["moderator"])
    author = await Socket.open(deployment.second, people["target"])
    for socket in outside:
        await socket.say(type="subscribe", room=slug)
    await inside.subscribe(slug)
    await _stir(deployment, clerk, secret, aside, names)
    kinds = EVENTS - {"head", "unread", "report", "held"}
    for kind in kinds:
        await inside.hear(kind, seconds=10)
    await aside.hear("unread", room=slug, seconds=10)
    await aside.hear("report", room=slug, status="dismissed", seconds=10)
    await author.hear("held", room=slug, status="refused", seconds=10)
    await asyncio.sleep(1.2)
    for socket in outside:
        await socket.settle()
        about = [frame for frame in socket.frames if slug in json.dumps(frame) and frame["type"] != "error"]
        assert about == []
        assert found(json.dumps(socket.frames, ensure_ascii=False)) == set()
        await socket.close()
    for socket in (inside, aside, author):
        await socket.close()


async def _stir(
    deployment: Deployment, clerk: Clerk, secret: Secret, aside: Socket, names: dict[str, str]
) -> None:
    """Make the room say everything it can."""
    office, slug, target = deployment.office, secret.slug, names["target"]
    seqs = await asyncio.to_thread(office.send, username=target, slug=slug, bodies=[WORDS["message"]] * 205)
    await asyncio.to_thread(office.edit, username=target, slug=slug, bodies={str(seqs[0]): WORDS["edited"]})
    await asyncio.to_thread(office.delete, username=target, slug=slug, seqs=seqs[1:2])
    given = {"user": names["owner"], "slug": slug, "reason": WORDS["reason"]}
    report = await asyncio.to_thread(
        clerk.act, name="report", user=names["moderator"], slug=slug, seq=seqs[2], reason=WORDS["reason"]
    )
    await asyncio.to_thread(
        clerk.act, name="handle", user=names["owner"], slug=slug, report_id=report, status="dismissed"
    )
    held = int(secret.values["held"])
    await asyncio.to_thread(clerk.act, name="refuse_all", upto=held, **given)
    await asyncio.to_thread(clerk.act, name="mute", username=target, seconds=60, **given)
    await asyncio.to_thread(clerk.act, name="remove", username=names["member"], **given)
    await asyncio.to_thread(clerk.act, name="regulate", topic=WORDS["topic"] + "!", **given)
    async with await Socket.open(deployment.first, secret.people["moderator"]) as typist:
        await typist.subscribe(slug)
        await typist.say(type="typing", room=slug)
        await typist.settle()
    await asyncio.to_thread(clerk.act, name="delete_many", author=target, ago=3600, **given)
    await asyncio.to_thread(
        office.send, username=names["owner"], slug=slug, bodies=["@" + names["moderator"]]
    )

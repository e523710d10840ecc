"""S1: nothing of a private room is found by whoever is not in it: every address, socket operation and event."""

import asyncio
import json
import re
from collections.abc import AsyncIterator, Iterator
from typing import Any

import httpx
import pytest

from rooms.realtime import protocol
from tests.chat.deployment import Deployment
from tests.chat.people import CSRF, browser
from tests.chat.socket import HTML, JSON, Socket
from tests.moderation.access_rows import ROWS, Address
from tests.moderation.addresses import addresses, filled, places
from tests.moderation.clerk import Clerk
from tests.moderation.secret import PK, WORDS, Secret, make_secret
from tests.services.stack import ROOT

ADDRESSES = addresses()
PEOPLE = ("anonymous", "outsider", "staff", "former", "banned")
ABSENT = "0123456789abcdef0123"  # as long as a private room's slug
ABOUT_A_ROOM = ("reader", "member", "moderator", "owner")


@pytest.fixture(scope="module")
def secret(deployment: Deployment, clerk: Clerk) -> Secret:
    return make_secret(deployment, clerk)


def test_every_address_has_a_row_in_the_access_table() -> None:
    assert len(ADDRESSES) > 60
    assert set(ADDRESSES) - set(ROWS) == set()


def test_what_is_about_a_room_names_it_in_its_address() -> None:
    about = {key for key in ADDRESSES if row(key).least in ABOUT_A_ROOM}
    assert about == {key for key, route in ADDRESSES.items() if "slug" in places(route)}


def row(key: str) -> Address:
    """An address without a row fails above; here it is tried as it is."""
    return ROWS.get(key, Address("reader" if "slug" in places(ADDRESSES[key]) else "person"))


type Call = tuple[str, str, dict[str, Any]]  # method, path, what goes with it
HTML_PAGE, JSON_DATA = {"Accept": "text/html"}, {"Accept": "application/json"}


def calls(key: str, values: dict[str, str], *, twins: bool = False) -> Iterator[Call]:
    """Every plausible request to an address; with `twins`, only those whose answers leave no trace in the next."""
    address, route = row(key), ADDRESSES[key]
    path = filled(route, values | {"pk": values.get(PK.get(key, ""), "1")})
    for query in address.queries:
        yield "GET", f"{path}?{query.format_map(values)}" if query else path, {"headers": HTML_PAGE}
    for form in address.posts:
        data = {name: value.format_map(values) for name, value in form.items()}
        for headers in [JSON_DATA] if twins else [JSON_DATA, HTML_PAGE, HTML_PAGE | {"HX-Request": "true"}]:
            yield "POST", path, {"data": data, "headers": headers}
    for method, body in address.bodies.items():
        yield method, path, {"json": body}


def client(
    deployment: Deployment, secret: Secret, who: str, key: str
) -> tuple[httpx.AsyncClient, dict[str, str]]:
    person = secret.people.get(who)
    made = browser(deployment.first, person)
    made.cookies.set("csrftoken", CSRF)
    if person and key.startswith("api/"):
        made = httpx.AsyncClient(
            base_url=deployment.first.url, headers=person.bearer, trust_env=False, timeout=30
        )
    # An old invitation in the hands of whoever was put out, or of somebody who is not even signed in.
    token = secret.invitation if who in ("anonymous", "former", "banned") else "no-such-token"
    return made, secret.values | {"token": token}


async def crawl(
    deployment: Deployment, secret: Secret, who: str, keys: list[str]
) -> AsyncIterator[tuple[str, Call, httpx.Response]]:
    for key in keys:
        http, values = client(deployment, secret, who, key)
        async with http:
            for call in calls(key, values):
                method, path, rest = call
                yield key, call, await http.request(method, path, **rest)
    # An administrator who tries every address has pulled the site's raid switch too: the others go on without it.
    deployment.rows("UPDATE rooms_raid SET ended_at = now() WHERE ended_at IS NULL")
    await asyncio.sleep(1.1)


def found(text: str, *, profile: bool = False) -> set[str]:
    return {name for name, word in WORDS.items() if word in text and not (profile and name == "member")}


def everything(response: httpx.Response) -> str:
    """Body, headers, redirects; escapes resolved, so that no encoding hides a word."""
    text = response.text + json.dumps([list(pair) for pair in response.headers.multi_items()])
    return text + text.encode().decode("unicode_escape", "ignore")


async def test_a_member_finds_every_word_so_there_is_something_to_find(
    deployment: Deployment, secret: Secret
) -> None:
    seen: set[str] = set()
    odd = []
    for key in ADDRESSES:
        http, values = client(deployment, secret, "owner", key)
        async with http:
            for method, path, rest in calls(key, values):
                if method == "GET":
                    response = await http.request(method, path, **rest)
                    seen |= found(everything(response))
                    least = row(key).least
                    if least in ABOUT_A_ROOM and response.status_code not in (200, 302, 405):
                        odd.append((path, response.status_code))
    assert odd == []
    assert seen == set(WORDS) - {"deleted"}  # that is kept, and shown nowhere


@pytest.mark.parametrize("who", PEOPLE)
async def test_nobody_outside_finds_a_word_at_any_address(
    deployment: Deployment, secret: Secret, who: str
) -> None:
    leaks, failures, asked = [], [], 0
    async for key, (method, path, rest), response in crawl(deployment, secret, who, list(ADDRESSES)):
        asked += 1
        echoed = {name for name, word in WORDS.items() if word in path}
        words = found(everything(response), profile=row(key).profile) - echoed
        if words:
            leaks.append((key, method, path, rest.get("data"), words))
        if response.status_code >= 500:
            failures.append((key, method, path, rest, response.status_code))
    assert (leaks, failures) == ([], [])
    assert asked > 150


def normal(response: httpx.Response, slug: str) -> tuple[int, str, list[tuple[str, str]]]:
    """What is left of an answer without what differs between any two of them."""
    body = response.text.replace(slug, "SLUG").replace(response.headers.get("X-Request-ID", "\0"), "ID")
    body = re.sub(r"\b[A-Za-z0-9]{64}\b", "TOKEN", body)
    varying = (
        "date",
        "x-request-id",
        "set-cookie",
        "x-ratelimit-remaining",
        "x-ratelimit-reset",
        "content-length",
    )
    headers = [
        (name, value.replace(slug, "SLUG")) for name, value in response.headers.items() if name not in varying
    ]
    return response.status_code, body, sorted(headers)


@pytest.mark.parametrize("who", PEOPLE)
async def test_a_hidden_room_answers_exactly_as_one_that_does_not_exist(
    deployment: Deployment, secret: Secret, who: str
) -> None:
    different, statuses = [], set()
    for key in [key for key in ADDRESSES if row(key).least in ABOUT_A_ROOM]:
        http, values = client(deployment, secret, who, key)
        async with http:
            await http.get("/rooms/")
            for (method, path, rest), (_, twin, _) in zip(
                calls(key, values, twins=True), calls(key, values | {"slug": ABSENT}, twins=True), strict=True
            ):
                hidden = normal(await http.request(method, path, **rest), secret.slug)
                absent = normal(await http.request(method, twin, **rest), ABSENT)
                statuses.add(hidden[0])
                if hidden != absent:
                    different.append((method, path, hidden[0], absent[0]))
    assert different == []
    assert 404 in statuses or who == "anonymous"


# -- the socket ----------------------------------------------------------------------------------

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
    lines = [json.dumps(frame, ensure_ascii=False).replace(slug, "SLUG") for frame in socket.frames[since:]]
    return sorted(lines)


@pytest.mark.parametrize("form", [JSON, HTML])
async def test_no_socket_operation_tells_an_outsider_more_than_of_an_absent_room(
    deployment: Deployment, secret: Secret, form: str
) -> None:
    async with await Socket.open(deployment.first, secret.people["owner"], form) as inside:
        assert {"message", "pin", "member"} <= found("".join(await heard(inside, secret.slug)))
    for who in PEOPLE[1:]:
        async with await Socket.open(deployment.second, secret.people[who], form) as socket:
            hidden = await heard(socket, secret.slug)
            assert found("".join(hidden)) == set()
            assert hidden == await heard(socket, ABSENT)
            assert any("unknown_room" in line for line in hidden)
    nobody = await Socket.open(deployment.first, None, form)
    assert await nobody.closing() == 4401
    assert nobody.frames == []


# Everything that a room makes its members' sockets say, and what makes it say so.
EVENTS = {
    "message.created", "message.updated", "message.deleted", "room.updated", "member.updated", "member.removed",
    "typing", "presence", "unread", "gap", "head",
}  # fmt: skip
PRIVATE = {
    "hello",
    "subscribed",
    "skip",
    "ack",
    "error",
    "reset",
    "read",
    "pong",
}  # answers to one's own operations


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
    for socket in outside:
        await socket.say(type="subscribe", room=slug)
    await inside.subscribe(slug)
    await _stir(deployment, clerk, secret, aside, names)
    kinds = EVENTS - {"head", "unread"}
    for kind in kinds:
        await inside.hear(kind, seconds=10)
    await aside.hear("unread", room=slug, seconds=10)
    await asyncio.sleep(1.2)
    for socket in outside:
        await socket.settle()
        about = [frame for frame in socket.frames if slug in json.dumps(frame) and frame["type"] != "error"]
        assert about == []
        assert found(json.dumps(socket.frames, ensure_ascii=False)) == set()
        await socket.close()
    await inside.close()
    await aside.close()


async def _stir(
    deployment: Deployment, clerk: Clerk, secret: Secret, aside: Socket, names: dict[str, str]
) -> None:
    """Make the room say everything it can."""
    office, slug, target = deployment.office, secret.slug, names["target"]
    seqs = await asyncio.to_thread(office.send, username=target, slug=slug, bodies=[WORDS["message"]] * 205)
    await asyncio.to_thread(office.edit, username=target, slug=slug, bodies={str(seqs[0]): WORDS["edited"]})
    await asyncio.to_thread(office.delete, username=target, slug=slug, seqs=seqs[1:2])
    given = {"user": names["owner"], "slug": slug, "reason": WORDS["reason"]}
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

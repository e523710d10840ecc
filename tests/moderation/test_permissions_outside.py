"""The permission table from outside: every cell that has an address among the pages, the API or the socket."""

import asyncio
from typing import Any

import httpx
import pytest

from rooms.permissions import PERMISSIONS, SITE_PERMISSIONS
from tests.chat.deployment import Deployment
from tests.chat.people import CSRF, Person, browser
from tests.chat.socket import Socket
from tests.moderation.access_rows import ROWS
from tests.moderation.addresses import addresses, completed, filled
from tests.moderation.clerk import Clerk
from tests.moderation.secret import numbered
from tests.moderation.table import ROOM, SITE

ADDRESSES = addresses()
# Those who are refused go first; whoever changes who is who goes last.
RANKS = ("anonymous", "banned", "former", "visitor", "member", "moderator", "administrator", "owner")
DENIED = {"banned", "forbidden", "not_member", "unknown_room", "unauthenticated", "not_author"}
WRITING = {"write", "react"}  # who is banned from a public room is told so when they write
ADDRESSED = [(action, key) for key, row in ROWS.items() for action in row.actions if key in ADDRESSES]


def test_every_action_has_an_address_outside() -> None:
    assert {action for action, _ in ADDRESSED} == {*PERMISSIONS, *SITE_PERMISSIONS}


@pytest.fixture(scope="module")
def people(deployment: Deployment, clerk: Clerk) -> dict[str, Person]:
    found = dict(zip((*RANKS[1:], "target"), deployment.people(len(RANKS), prefix="r"), strict=True))
    clerk.promote(username=found["administrator"].username)
    return found


def scene(deployment: Deployment, clerk: Clerk, people: dict[str, Person]) -> dict[str, str]:
    """A public room with somebody of every rank, and something to act on; what fills in its addresses."""
    inside = [one for role, one in people.items() if role not in ("owner", "visitor")]
    slug = deployment.room(people["owner"], *inside)
    names = {role: one.username for role, one in people.items()}
    given: dict[str, Any] = {"user": names["owner"], "slug": slug}
    clerk.act(name="set_role", username=names["moderator"], role="moderator", **given)
    clerk.act(name="remove", username=names["former"], reason="because", **given)
    clerk.act(name="ban", username=names["banned"], reason="because", **given)
    seqs = deployment.office.send(username=names["target"], slug=slug, bodies=["one", "two"])
    numbers = {
        "removal": clerk.act(name="delete_many", seqs=[seqs[1]], reason="because", **given),
        "report": clerk.act(name="report", seq=seqs[0], reason="because", **given),
        "held": 1, "rule": 1, "entry": 1,
    }  # fmt: skip
    values = {name: str(number) for name, number in numbers.items()}
    return values | {"slug": slug, "seq": str(seqs[0]), "username": names["target"], "target": names["target"],
                     "emoji": "👍", "form": "csv"}  # fmt: skip


async def attempt(
    deployment: Deployment, person: Person | None, key: str, action: str, values: dict[str, str]
) -> str:
    """What the site answers: the code of its refusal, or the status."""
    path = filled(ADDRESSES[key], numbered(key, values))
    how = ROWS[key].actions[action]
    method, body = how if isinstance(how, tuple) else ("GET" if how is None else "POST", how)
    async with browser(deployment.first, person) as http:
        http.cookies.set("csrftoken", CSRF)
        if key.startswith("api/"):
            http.cookies.clear()
            http.headers.update(person.bearer if person else {})
            answer = await http.request(method, path, json=completed(body, values))
        else:
            answer = await http.request(method, path, data=body)
    assert answer.status_code < 500, answer.text
    return said(answer)


def said(answer: httpx.Response) -> str:
    is_json = answer.headers.get("content-type", "").startswith("application/json")
    body = answer.json() if is_json and answer.content else {}
    return body.get("code") or str(answer.status_code) if isinstance(body, dict) else str(answer.status_code)


def row_of(action: str) -> dict[str, bool]:
    if action in ROOM:
        return {rank: ROOM[action]["visitor" if rank == "former" else rank] for rank in RANKS}
    cells = SITE[action]
    others = dict.fromkeys(RANKS, cells["person"])
    return others | {"anonymous": cells["anonymous"], "administrator": cells["administrator"]}


@pytest.mark.parametrize(("action", "key"), ADDRESSED)
async def test_pages_and_the_api_obey_every_cell(
    deployment: Deployment, clerk: Clerk, people: dict[str, Person], action: str, key: str
) -> None:
    values = await asyncio.to_thread(scene, deployment, clerk, people)
    if action == "suspend":
        values["username"] = deployment.person().username
    found = {rank: await attempt(deployment, people.get(rank), key, action, values) for rank in RANKS}
    if key == "rooms:site_raid":
        clerk.act(name="end_raid", user=people["administrator"].username)
        await asyncio.sleep(1.1)  # as long as the other processes remember it
    assert {rank: code not in DENIED for rank, code in found.items()} == row_of(action), found
    if action in ROOM:
        assert found["banned"] == "banned" if action in WRITING else "unknown_room"


@pytest.mark.parametrize("action", ["read", "write"])
async def test_the_socket_obeys_every_cell(
    deployment: Deployment, clerk: Clerk, people: dict[str, Person], action: str
) -> None:
    room = (await asyncio.to_thread(scene, deployment, clerk, people))["slug"]
    found = {}
    for rank in RANKS:
        socket = await Socket.open(deployment.second, people.get(rank))
        if rank == "anonymous":
            found[rank] = str(await socket.closing())
            continue
        async with socket:
            if action == "write":
                answer = await socket.send(room, "Hello")
                found[rank] = answer.get("code", "ack")
            else:
                await socket.say(type="subscribe", room=room)
                await socket.settle()
                found[rank] = (socket.of("error") or [{"code": "subscribed"}])[0]["code"]
    assert found.pop("anonymous") == "4401"
    assert {rank: code not in DENIED for rank, code in found.items()} == {
        rank: cell for rank, cell in row_of(action).items() if rank != "anonymous"
    }

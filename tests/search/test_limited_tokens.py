"""A token for chosen rooms, through the API and on the socket: another room is one that does not exist."""

import json

import pytest
from websockets.asyncio.client import connect

from tests.chat.office import Office
from tests.chat.people import Person, browser
from tests.conftest import Servers


@pytest.fixture
def office(site: dict[str, str]):
    made = Office(site)
    yield made
    made.close()


async def test_another_room_does_not_exist_for_it(server: Servers, office: Office, manage) -> None:
    web = server()
    ada = Person(**office.person(username="ada"))
    chosen, other = office.room(owner="ada", name="Chosen"), office.room(owner="ada", name="Other")
    for slug in (chosen, other):
        office.send(username="ada", slug=slug, bodies=["a secret"])
    scopes = [f"--scope={scope}" for scope in ("rooms:read", "history:read", "messages:write", "moderation")]
    token = manage("token", "ada", *scopes, "--room", chosen).strip()
    headers = {"Authorization": f"Bearer {token}"}
    async with browser(web) as http:
        for method, path, body in (
            ("GET", "rooms/{}", None),
            ("GET", "rooms/{}/messages", None),
            ("GET", "rooms/{}/messages/1", None),
            ("GET", "rooms/{}/messages.ndjson", None),
            ("GET", "rooms/{}/changes", None),
            ("GET", "rooms/{}/members", None),
            ("GET", "search?q=secret&room={}", None),
            ("POST", "rooms/{}/messages", {"body": "hello"}),
            ("PATCH", "rooms/{}", {"topic": "new"}),
        ):
            asked = [
                await http.request(method, f"/api/v1/{path.format(slug)}", json=body, headers=headers)
                for slug in (chosen, other, "nothing-there")
            ]
            assert asked[0].is_success, (path, asked[0].text)
            told = [(one.status_code, one.json()["code"], one.json()["detail"]) for one in asked[1:]]
            assert told[0] == told[1], path
            assert told[0][:2] == (404, "unknown_room"), path
        found = (await http.get("/api/v1/search?q=secret", headers=headers)).json()["results"]
        assert [one["room"]["slug"] for one in found] == [chosen]
        listed = (await http.get("/api/v1/rooms", headers=headers)).json()["rooms"]
        assert [one["slug"] for one in listed] == [chosen]
    assert ada.username == "ada"


async def test_on_the_socket_it_hears_and_says_nothing_elsewhere(
    server: Servers, office: Office, manage
) -> None:
    web = server()
    for name in ("ada", "bob"):
        office.person(username=name)
    chosen, other = (office.room(owner="ada", members=["bob"]) for _ in range(2))
    token = manage("token", "ada", "--scope=history:read", "--scope=messages:write", "--room", chosen).strip()
    async with connect(
        web.socket_url, additional_headers={"Authorization": f"Bearer {token}"}, proxy=None
    ) as socket:

        async def until(kind: str) -> list[dict]:
            heard: list[dict] = []
            while not heard or heard[-1]["type"] != kind:
                heard += [json.loads(line) for line in str(await socket.recv()).split("\n")]
            return heard

        await until("hello")
        client_id = "8466a32d-70ab-4bbc-8eaf-e15bda174750"
        for frame in (
            {"type": "subscribe", "room": other, "after": 0},
            {"type": "send", "room": other, "client_id": client_id, "body": "hello"},
            {"type": "read", "room": other, "seq": 1},
            {"type": "typing", "room": other},
        ):
            await socket.send(json.dumps(frame))
            told = (await until("error"))[-1]
            assert (told["code"], told["room"]) == ("unknown_room", other), frame
        office.send(username="bob", slug=other, bodies=["@ada listen"])  # no `unread` of it
        office.send(username="bob", slug=chosen, bodies=["@ada here"])
        heard = await until("unread")
        assert [frame["room"] for frame in heard if "room" in frame] == [chosen]
        await socket.send(json.dumps({"type": "subscribe", "room": chosen, "after": 0}))
        await until("subscribed")
        await socket.send(
            json.dumps({"type": "send", "room": chosen, "client_id": client_id, "body": "hello"})
        )
        assert (await until("ack"))[-1]["seq"] == 2


async def test_revoking_closes_its_socket_at_once(server: Servers, office: Office, site) -> None:
    web = server()
    ada = Person(**office.person(username="ada"))
    async with (
        connect(
            web.socket_url, additional_headers={"Authorization": f"Bearer {ada.token}"}, proxy=None
        ) as socket,
        browser(web, ada, "text/html") as http,
    ):
        await socket.recv()
        page = (await http.get("/settings/tokens/")).text
        number = page.split('name="revoke" value="')[1].split('"')[0]
        answer = await http.post("/settings/tokens/", data={"revoke": number})
        assert answer.status_code == 302
        await socket.wait_closed()
    assert socket.close_code == 4401

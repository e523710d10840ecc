"""Sessions die at once in every process (S3), and what has a time ends by itself when it has come."""

import asyncio
import time
from dataclasses import replace

import pytest

from tests.chat.deployment import Deployment
from tests.chat.people import Person, browser
from tests.chat.socket import HTML, Socket
from tests.moderation.clerk import Clerk

PASSWORD = "correct horse battery staple"


async def sockets_of(deployment: Deployment, person: Person, room: str) -> list[Socket]:
    found = [await Socket.open(server, person, HTML, cookie=True) for server in deployment.servers]
    for socket in found:
        await socket.subscribe(room)
    return found


async def closed(sockets: list[Socket], code: int) -> None:
    began = time.monotonic()
    assert {await socket.closing(1) for socket in sockets} == {code}
    assert time.monotonic() - began < 1


async def test_a_new_password_lets_the_tab_and_the_tokens_that_stay_come_back(
    deployment: Deployment, clerk: Clerk
) -> None:
    ann = deployment.person()
    ann = replace(ann, session=clerk.sign_in(username=ann.username, password=PASSWORD))
    other = replace(ann, session=clerk.sign_in(username=ann.username))
    tab, program = [await Socket.open(deployment.second, ann, cookie=cookie) for cookie in (True, False)]
    elsewhere = await Socket.open(deployment.second, other, cookie=True)
    await asyncio.gather(*(one.hear("hello") for one in (tab, program, elsewhere)))
    new = "another " + PASSWORD
    async with browser(deployment.first, ann, "text/html") as http:
        form = {"oldpassword": PASSWORD, "password1": new, "password2": new}
        answer = await http.post("/settings/password/", data=form)
        assert answer.status_code == 302
        assert tab.closed is None, "not before its new cookie has come"
        kept = replace(ann, session=answer.cookies["sessionid"])
    assert kept.session != ann.session
    assert await elsewhere.closing() == 4401
    assert (await tab.closing(), await program.closing()) == (1012, 1012)
    for one in (
        await Socket.open(deployment.second, kept, cookie=True),
        await Socket.open(deployment.second, ann),
    ):
        await one.hear("hello")
        await one.close()
    again = await Socket.open(deployment.second, ann, cookie=True)
    assert await again.closing() == 4401


@pytest.mark.parametrize("way", ["logout", "session", "password", "suspension", "suspension by the page"])
async def test_every_socket_of_a_dead_session_closes_in_both_processes(
    deployment: Deployment, clerk: Clerk, way: str
) -> None:
    ann, bob, staff = deployment.people(3)
    clerk.promote(username=staff.username)
    if way == "password":
        ann = replace(ann, session=clerk.sign_in(username=ann.username, password=PASSWORD))
    elsewhere = replace(ann, session=clerk.sign_in(username=ann.username))
    room = deployment.room(ann, bob)
    mine, others = await sockets_of(deployment, ann, room), await sockets_of(deployment, bob, room)
    async with (
        browser(deployment.first, ann, "text/html") as http,
        browser(deployment.first, elsewhere, "text/html") as other_browser,
        browser(deployment.first, staff) as office,
    ):
        if way == "logout":
            assert (await http.post("/accounts/logout/")).status_code == 302
        elif way == "session":
            assert (await other_browser.post("/settings/sessions/", data={"others": "1"})).status_code == 302
        elif way == "password":
            form = {
                "oldpassword": PASSWORD,
                "password1": "another " + PASSWORD,
                "password2": "another " + PASSWORD,
            }
            assert (await other_browser.post("/settings/password/", data=form)).status_code == 302
        elif way == "suspension":
            clerk.act(name="shut_out", user=staff.username, username=ann.username, reason="because")
        else:
            form = {"act": "suspend", "duration": "1h", "reason": "because"}
            assert (await office.post(f"/moderation/people/{ann.username}/", data=form)).status_code == 200
    await closed(mine, 4403 if "suspension" in way else 4401)
    for socket in others:
        await socket.settle()
        await socket.close()
    again = await Socket.open(deployment.second, ann, HTML, cookie=True)
    assert await again.closing() in (4401, 4403)


async def test_a_suspended_person_writes_nothing_anywhere(deployment: Deployment, clerk: Clerk) -> None:
    ann, staff = deployment.people(2)
    clerk.promote(username=staff.username)
    room = deployment.room(ann)
    clerk.act(name="shut_out", user=staff.username, username=ann.username, reason="because")
    for server in deployment.servers:
        async with browser(server, ann) as http:
            assert (await http.get(f"/rooms/{room}/")).status_code in (401, 403)
            sent = await http.post(f"/api/v1/rooms/{room}/messages", json={"body": "x"}, headers=ann.bearer)
            assert sent.status_code in (401, 403)
    assert deployment.log(room) == []


async def until_sent(socket: Socket, room: str, code: str, seconds: float = 8) -> None:
    """It is refused with this code for a while, and then goes through by itself."""
    assert (await socket.send(room, "now"))["code"] == code
    deadline = time.monotonic() + seconds
    while (answer := await socket.send(room, "then"))["type"] != "ack":
        assert answer["code"] == code
        assert time.monotonic() < deadline, "it never ended"
        await asyncio.sleep(0.3)


async def test_a_mute_ends_by_itself(deployment: Deployment, clerk: Clerk) -> None:
    owner, victim = deployment.people(2)
    room = deployment.room(owner, victim)
    given = {"user": owner.username, "slug": room, "username": victim.username, "reason": "calm down"}
    async with await Socket.open(deployment.second, victim) as socket:
        clerk.act(name="mute", seconds=2, **given)
        await until_sent(socket, room, "muted")


async def test_a_ban_ends_by_itself(deployment: Deployment, clerk: Clerk) -> None:
    owner, victim = deployment.people(2)
    room = deployment.room(owner, victim)
    given = {"user": owner.username, "slug": room, "username": victim.username, "reason": "spam"}
    clerk.act(name="ban", seconds=2, **given)
    async with browser(deployment.first, victim) as http:
        assert (await http.post(f"/rooms/{room}/join/")).status_code == 404
        await asyncio.sleep(2.2)
        assert (await http.post(f"/rooms/{room}/join/")).status_code == 302
    async with await Socket.open(deployment.second, victim) as socket:
        assert (await socket.send(room, "back"))["type"] == "ack"


async def test_a_suspension_ends_by_itself(deployment: Deployment, clerk: Clerk) -> None:
    ann, staff = deployment.people(2)
    clerk.promote(username=staff.username)
    clerk.act(name="shut_out", user=staff.username, username=ann.username, reason="because", seconds=2)
    async with browser(deployment.first, ann) as http:
        assert (await http.get("/api/v1/me", headers=ann.bearer)).status_code in (401, 403)
        await asyncio.sleep(2.2)
        assert (await http.get("/api/v1/me", headers=ann.bearer)).status_code == 200


async def test_the_raid_switch_holds_newcomers_freezes_invitations_slows_everybody_and_ends_by_itself(
    deployment: Deployment, clerk: Clerk
) -> None:
    owner, newcomer, settled = deployment.people(3)
    deployment.rows(
        "UPDATE accounts_user SET date_joined = now() - interval '9 days' WHERE id = %s", settled.id
    )
    room = deployment.room(owner, newcomer, settled, kind="private")
    invitation = clerk.act(name="invite", user=owner.username, slug=room)
    seq = deployment.office.send(username=newcomer.username, slug=room, bodies=["innocent"])[0]
    clerk.act(name="start_raid", user=owner.username, slug=room, minutes=1, slow_mode=30)
    async with (
        await Socket.open(deployment.second, newcomer) as new,
        await Socket.open(deployment.first, settled) as old,
        browser(deployment.first, deployment.person()) as guest,
        browser(deployment.second, newcomer) as http,
    ):
        assert (await old.send(room, "fine"))["type"] == "ack"
        slow = await old.send(room, "too soon")
        assert (slow["code"], 0 < slow["retry_after"] <= 30) == ("slow_mode", True)
        assert (await new.send(room, "held"))["code"] == "held"
        assert (await http.post(f"/rooms/{room}/{seq}/edit/", data={"body": "raid"})).status_code == 403
        frozen = await guest.post(f"/invite/{invitation}/")
        assert (frozen.status_code, frozen.json()["code"]) == (403, "invitations_frozen")
        deployment.rows("UPDATE rooms_raid SET ends_at = now() + interval '1 second' WHERE ended_at IS NULL")
        deployment.rows(
            "UPDATE rooms_room SET raid_until = now() + interval '1 second' WHERE slug = %s", room
        )
        await asyncio.sleep(2.5)
        assert (await new.send(room, "through"))["type"] == "ack"
        assert (await old.send(room, "at once"))["type"] == "ack"
        assert (await guest.post(f"/invite/{invitation}/")).status_code == 302
    assert [row["body"] for row in deployment.log(room)] == ["innocent", "fine", "through", "at once"]


async def test_a_held_message_is_approved_as_its_author_s_once(deployment: Deployment, clerk: Clerk) -> None:
    owner, author = deployment.people(2)
    room = deployment.room(owner, author)
    clerk.act(name="add_rule", user=owner.username, slug=room, pattern="crypto*", action="hold")
    name = "8466a32d-70ab-4bbc-8eaf-e15bda174751"
    async with (
        await Socket.open(deployment.first, author) as socket,
        await Socket.open(deployment.second, owner) as reader,
    ):
        await reader.subscribe(room)
        for _ in range(3):
            assert (await socket.send(room, "Cryptocurrency!", name))["code"] == "held"
        held = deployment.rows("SELECT max(id), count(*) FROM rooms_heldmessage WHERE client_id = %s", name)[
            0
        ]
        assert held[1] == 1
        clerk.act(name="decide", user=owner.username, slug=room, held_id=held[0], approve=True)
        seen = await reader.hear("message.created", room=room)
        assert seen["message"]["author"]["username"] == author.username
        assert seen["message"]["client_id"] == name
        replay = await socket.send(room, "Cryptocurrency!", name)
        assert (replay["type"], replay["replayed"], replay["seq"]) == ("ack", True, seen["message"]["seq"])
        await reader.settle()
        assert len(reader.of("message.created")) == 1
    assert [row["client_id"] for row in deployment.log(room)] == [name]

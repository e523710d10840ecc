"""S2: who is removed or banned gets nothing that was committed after it, and has no way back in."""

import asyncio
import time
from typing import Any

import pytest

from tests.chat.deployment import Deployment
from tests.chat.people import Person, browser
from tests.chat.socket import HTML, JSON, Socket
from tests.moderation.clerk import Clerk
from tests.moderation.traffic import traffic

RATE = 50  # messages a second
HIDDEN = "unknown_room"


async def tabs(deployment: Deployment, person: Person, room: str) -> list[Socket]:
    """Two tabs and two programs, on each process."""
    found = [
        await Socket.open(server, person, form, cookie=form == HTML)
        for server in deployment.servers for form in (JSON, HTML)
    ]  # fmt: skip
    for socket in found:
        await socket.subscribe(room)
    return found


def removed_at(deployment: Deployment, room: str, person: Person) -> int:
    """The version of the removal."""
    query = "SELECT m.version FROM rooms_membership m JOIN rooms_room r ON r.id = m.room_id"
    query += " WHERE slug = %s AND user_id = %s"
    return int(deployment.rows(query, room, person.id)[0][0])


@pytest.mark.parametrize("kind", ["private", "public"])
@pytest.mark.parametrize("deed", ["remove", "ban"])
async def test_no_frame_committed_after_the_removal_reaches_the_removed(
    deployment: Deployment, clerk: Clerk, deed: str, kind: str
) -> None:
    owner, victim, *writers = await asyncio.to_thread(deployment.people, 6)
    room = await asyncio.to_thread(deployment.room, owner, victim, *writers, kind=kind)
    invitation = await asyncio.to_thread(clerk.act, name="invite", user=owner.username, slug=room)
    sockets = await tabs(deployment, victim, room)
    async with traffic(deployment, writers, room, RATE) as others:
        await asyncio.sleep(1)
        given = {"user": owner.username, "slug": room, "username": victim.username, "reason": "spam"}
        await asyncio.to_thread(clerk.act, name=deed, **given)
        done = time.monotonic()
        for socket in sockets:
            await socket.hear(
                "member.removed", seconds=1, room=room, version=removed_at(deployment, room, victim)
            )
        assert time.monotonic() - done < 1
        await asyncio.sleep(1)
    last = removed_at(deployment, room, victim)
    assert deployment.head(room)[1] > last + RATE / 4
    assert (others.refused, others.sent > RATE / 2) == ([], True)
    for socket in sockets:
        await socket.settle()
        versions = [
            frame["version"] for frame in socket.frames if frame.get("room") == room and "version" in frame
        ]
        assert len([version for version in versions if version < last]) > RATE / 4
        assert max(versions) == last
        kinds = {frame["type"] for frame in socket.frames if frame.get("room") == room}
        assert kinds <= {
            "subscribed",
            "message.created",
            "member.removed",
            "presence",
            "unread",
            "member.updated",
            "head",
        }
        await socket.close()
    if deed == "ban" or kind == "private":
        await nothing_is_left(deployment, victim, room, invitation, "banned" if kind == "public" else HIDDEN)


async def nothing_is_left(
    deployment: Deployment, victim: Person, room: str, invitation: str, writing: str
) -> None:
    """Permalink, pages, changes, API, socket, and no way back by an old invitation.

    `writing` is what they are told who write: in a public room, which is no secret, that they are banned.
    """
    pages = ["", "1/", "messages/", "changes/?after=0", "members/", "pins/", "moderation/", "own/"]
    forms: list[tuple[str, dict[str, Any]]] = [
        ("join/", {}), ("1/report/", {"reason": "x"}),
    ]  # fmt: skip
    writes: list[tuple[str, dict[str, Any]]] = [
        ("messages/", {"body": "x"}),
        ("1/reactions/", {"emoji": "👍"}),
    ]
    for server in deployment.servers:
        async with browser(server, victim) as http:
            for page in pages:
                assert (await http.get(f"/rooms/{room}/{page}")).status_code == 404, page
            for page, form in forms:
                assert (await http.post(f"/rooms/{room}/{page}", data=form)).status_code == 404, page
            for page, form in writes:
                answer = await http.post(f"/rooms/{room}/{page}", data=form)
                assert answer.json()["code"] == writing, page
            sent = await http.post(
                f"/api/v1/rooms/{room}/messages", json={"body": "x"}, headers=victim.bearer
            )
            assert sent.json()["code"] == writing
            entered = await http.post(f"/invite/{invitation}/")
            assert (entered.status_code, entered.json()["code"]) == (404, "unknown_invitation")
            for path in ("", "/messages", "/messages/1", "/changes?after=0", "/members"):
                answer = await http.get(f"/api/v1/rooms/{room}{path}", headers=victim.bearer)
                assert answer.status_code == 404, path
            found = await http.get("/search/", params={"q": "traffic"}, headers={"Accept": "text/html"})
            assert f"/rooms/{room}/" not in found.text
        async with await Socket.open(server, victim) as socket:
            assert (await socket.error(type="subscribe", room=room, after=0))["code"] == "unknown_room"
            assert (await socket.send(room, "let me in"))["code"] == writing


async def test_who_was_removed_comes_back_by_a_new_invitation(deployment: Deployment, clerk: Clerk) -> None:
    owner, victim = deployment.people(2)
    room = deployment.room(owner, victim, kind="private")
    given = {"user": owner.username, "slug": room}
    clerk.act(name="remove", username=victim.username, reason="spam", **given)
    invitation = clerk.act(name="invite", **given)
    async with browser(deployment.first, victim) as http:
        assert (await http.post(f"/invite/{invitation}/")).status_code == 302
        assert (await http.get(f"/rooms/{room}/")).status_code == 200


async def test_an_old_invitation_does_not_even_tell_the_room_s_name(
    deployment: Deployment, clerk: Clerk
) -> None:
    owner, victim, stranger = deployment.people(3)
    room = deployment.room(owner, victim, kind="private", name="Oubliette")
    given = {"user": owner.username, "slug": room}
    invitation = clerk.act(name="invite", **given)
    clerk.act(name="ban", username=victim.username, reason="spam", **given)
    async with browser(deployment.first, stranger, "text/html") as http:
        assert "Oubliette" in (await http.get(f"/invite/{invitation}/")).text
    async with browser(deployment.first, victim, "text/html") as http:
        shown = await http.get(f"/invite/{invitation}/")
        assert "Oubliette" not in shown.text
        assert shown.status_code == 404


async def test_a_room_made_private_closes_to_visitors_at_once(deployment: Deployment, clerk: Clerk) -> None:
    owner, visitor = deployment.people(2)
    room = deployment.room(owner)
    sockets = await tabs(deployment, visitor, room)
    deployment.office.send(username=owner.username, slug=room, bodies=["seen by all"])
    for socket in sockets:
        await socket.hear("message.created", room=room)
    clerk.act(name="regulate", user=owner.username, slug=room, kind="private")
    version = deployment.head(room)[1]
    deployment.office.send(username=owner.username, slug=room, bodies=["for members"] * 3)
    await asyncio.sleep(1)
    for socket in sockets:
        await socket.settle()
        assert [frame for frame in socket.frames if frame.get("version", 0) > version] == []
        await socket.close()


@pytest.mark.parametrize("way", ["write", "leave and come back", "edit"])
async def test_a_mute_is_not_escaped(deployment: Deployment, clerk: Clerk, way: str) -> None:
    owner, victim = deployment.people(2)
    room = deployment.room(owner, victim)
    seq = deployment.office.send(username=victim.username, slug=room, bodies=["before"])[0]
    given = {"user": owner.username, "slug": room, "username": victim.username, "reason": "calm down"}
    clerk.act(name="mute", seconds=3600, **given)
    async with (
        browser(deployment.second, victim) as http,
        await Socket.open(deployment.second, victim) as socket,
    ):
        if way == "leave and come back":
            assert (await http.post(f"/rooms/{room}/leave/")).status_code == 302
            assert (await http.post(f"/rooms/{room}/join/")).status_code == 302
        if way == "edit":
            edited = await http.post(f"/rooms/{room}/{seq}/edit/", data={"body": "after"})
            assert (edited.status_code, edited.json()["code"]) == (403, "muted")
            patched = await http.patch(
                f"/api/v1/rooms/{room}/messages/{seq}", json={"body": "after"}, headers=victim.bearer
            )
            assert (patched.status_code, patched.json()["code"]) == (403, "muted")
        refused = await socket.send(room, "after")
        assert refused["code"] == "muted"
        assert "until" in refused["detail"]
        posted = await http.post(f"/rooms/{room}/messages/", data={"body": "after"})
        assert (posted.status_code, posted.json()["code"]) == (403, "muted")
        sent = await http.post(
            f"/api/v1/rooms/{room}/messages", json={"body": "after"}, headers=victim.bearer
        )
        assert (sent.status_code, sent.json()["code"]) == (403, "muted")
        clerk.act(name="unmute", user=owner.username, slug=room, username=victim.username)
        assert (await socket.send(room, "heard again"))["type"] == "ack"
    assert [row["body"] for row in deployment.log(room)] == ["before", "heard again"]

"""Ways around a sanction tried from outside, through both processes: another tab, the API, plain forms, a new name."""

import asyncio
import uuid
from typing import Any

import httpx

from tests.chat.deployment import Deployment
from tests.chat.people import TLS, Person, browser
from tests.chat.socket import HTML, Socket
from tests.moderation.clerk import Clerk

WHY = {"reason": "because"}


def program(deployment: Deployment, person: Person, process: int = 0) -> httpx.AsyncClient:
    base = f"{deployment.servers[process].url}/api/v1/"
    return httpx.AsyncClient(base_url=base, headers=person.bearer, trust_env=False, timeout=60, verify=TLS)


def code_of(answer: Any) -> str:
    """`sent`, or why not, of a frame or of an HTTP answer."""
    if isinstance(answer, httpx.Response):
        return "sent" if answer.status_code in (200, 201) else str(answer.json()["code"])
    return "sent" if answer["type"] == "ack" else str(answer["code"])


async def every_way(deployment: Deployment, person: Person, room: str, seq: int) -> list[str]:
    """Say something by every way there is, all at once: tabs, API clients, pages' forms; and edit `seq`."""
    async with (
        await Socket.open(deployment.first, person) as one,
        await Socket.open(deployment.second, person, HTML, cookie=True) as other,
        program(deployment, person, 0) as api,
        program(deployment, person, 1) as another_api,
        browser(deployment.second, person) as page,
        browser(deployment.first, person) as another_page,
    ):
        form = {"body": "by a form"}
        answers = await asyncio.gather(
            one.send(room, "by a socket"),
            other.send(room, "by another"),
            api.post(f"rooms/{room}/messages", json={"body": "by the API"}),
            another_api.post(f"rooms/{room}/messages", json={"body": "by the API, elsewhere"}),
            page.post(f"/rooms/{room}/messages/", data=form | {"client_id": str(uuid.uuid4())}),
            another_page.post(f"/rooms/{room}/messages/", data=form | {"reply_to": str(seq)}),
            api.patch(f"rooms/{room}/messages/{seq}", json={"body": "by an edit"}),
        )
    return [code_of(answer) for answer in answers]


async def test_slow_mode_lets_one_of_many_parallel_messages_through(
    deployment: Deployment, clerk: Clerk
) -> None:
    owner, eager = deployment.people(2)
    room = deployment.room(owner, eager)
    (seq,) = deployment.office.send(username=eager.username, slug=room, bodies=["before"])
    clerk.act(name="regulate", user=owner.username, slug=room, slow_mode=3600)
    deployment.rows(
        "UPDATE rooms_tally SET last_at = last_at - interval '2 hours' WHERE author_id = %s", eager.id
    )
    *sends, edit = await every_way(deployment, eager, room, seq)
    assert sends.count("sent") == 1
    assert set(sends) == {"sent", "slow_mode"}
    assert edit == "sent"  # one's own words are corrected whenever one likes
    assert len(deployment.log(room)) == 2


async def test_muted_there_is_no_way_to_say_anything_and_a_new_name_is_none(
    deployment: Deployment, clerk: Clerk
) -> None:
    owner, loud, friend = deployment.people(3)
    room = deployment.room(owner, loud, friend)
    (seq,) = deployment.office.send(username=loud.username, slug=room, bodies=["before"])
    clerk.act(name="mute", user=owner.username, slug=room, username=loud.username, **WHY)
    clerk.rename(username=loud.username, name="Somebody Else")
    async with program(deployment, loud, 1) as api, browser(deployment.first, loud) as page:
        assert set(await every_way(deployment, loud, room, seq)) == {"muted"}
        path = f"rooms/{room}/messages/{seq}"
        assert code_of(await api.put(f"{path}/reactions/🔥")) == "muted"
        reaction = await page.post(f"/rooms/{room}/{seq}/reactions/", data={"emoji": "🔥", "on": "1"})
        assert code_of(reaction) == "muted"
        # Leaving and coming back, alone and by a friend's hand.
        assert (await api.delete(f"rooms/{room}/members/me")).status_code in (200, 204)
        assert (await api.put(f"rooms/{room}/members/me")).status_code in (200, 201)
        assert set(await every_way(deployment, loud, room, seq)) == {"muted"}
        assert (await page.post(f"/rooms/{room}/leave/")).status_code == 302
        deployment.office.add(by=friend.username, username=loud.username, slug=room)
        assert set(await every_way(deployment, loud, room, seq)) == {"muted"}
    assert [row["body"] for row in deployment.log(room)] == ["before"]


async def test_banned_there_is_no_way_in_and_none_through_what_was_made_before(
    deployment: Deployment, clerk: Clerk
) -> None:
    owner, rogue, accomplice = deployment.people(3)
    room = deployment.room(owner, rogue, kind="private")
    given = {"slug": room, "username": rogue.username}
    clerk.act(name="set_role", user=owner.username, role="moderator", **given)
    invitation = clerk.act(name="invite", user=rogue.username, slug=room)
    async with browser(deployment.first, rogue, "text/html") as page:
        made = await page.post(f"/rooms/{room}/webhooks/in/", data={"name": "Me"})
        address = made.text.split("/hooks/")[1].split("<")[0].split('"')[0].strip()
    async with (
        httpx.AsyncClient(base_url=deployment.second.url, trust_env=False, verify=TLS) as stranger,
        browser(deployment.second, accomplice) as guest,
    ):
        spoken = await stranger.post(f"/hooks/{address}", json={"text": "still here"})
        assert spoken.text == "ok"
        clerk.act(name="ban", user=owner.username, **given, **WHY)
        spoken = await stranger.post(f"/hooks/{address}", json={"text": "again"})
        assert (spoken.status_code, spoken.text) == (404, "no_service")
        assert (await guest.get(f"/invite/{invitation}/")).status_code == 404
        assert (await guest.post(f"/invite/{invitation}/")).status_code == 404
    assert set(await every_way(deployment, rogue, room, 1)) == {"unknown_room"}
    assert [row["body"] for row in deployment.log(room)] == ["still here"]


async def test_reporters_are_told_at_once_wherever_they_are_and_nobody_else_is(
    deployment: Deployment, clerk: Clerk
) -> None:
    owner, author, ann, bob, gone = deployment.people(5)
    room = deployment.room(owner, author, ann, bob, gone, kind="private")
    (seq,) = deployment.office.send(username=author.username, slug=room, bodies=["an insult"])
    reports = [
        clerk.act(name="report", user=one.username, slug=room, seq=seq, **WHY) for one in (ann, bob, gone)
    ]
    clerk.act(name="remove", user=owner.username, slug=room, username=gone.username, **WHY)
    sockets = [
        await Socket.open(deployment.servers[n % 2], one) for n, one in enumerate((ann, bob, author, gone))
    ]
    clerk.act(name="handle", user=owner.username, slug=room, report_id=reports[1], status="claimed")
    clerk.act(
        name="handle",
        user=owner.username,
        slug=room,
        report_id=reports[1],
        status="acted",
        resolution="Muted.",
    )
    for socket in sockets[:2]:
        told = await socket.hear("report", room=room)
        assert (told["seq"], told["status"], told["resolution"]) == (seq, "acted", "Muted.")
    for socket in sockets:
        await socket.settle()
        assert len(socket.of("report")) == (1 if socket in sockets[:2] else 0)
        await socket.close()

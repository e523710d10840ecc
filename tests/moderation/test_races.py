"""What an attacker tries: to be quicker than the removal, or to hold something open through it; and acts at once."""

import asyncio
import time
from typing import Any

import httpx

from tests.chat.deployment import Deployment
from tests.chat.people import TLS, Person, browser
from tests.moderation.clerk import Clerk

WHY = {"reason": "because"}
LONG = 3_000  # messages: several batches of a stream, more than a socket's buffers hold


def program(deployment: Deployment, person: Person, process: int = 0) -> httpx.AsyncClient:
    base = f"{deployment.servers[process].url}/api/v1/"
    return httpx.AsyncClient(base_url=base, headers=person.bearer, trust_env=False, timeout=60, verify=TLS)


def departure(deployment: Deployment, room: str, person: Person) -> int:
    """The version of somebody's removal."""
    query = "SELECT m.version FROM rooms_membership m JOIN rooms_room r ON r.id = m.room_id"
    where = " WHERE slug = %s AND user_id = %s AND left_at IS NOT NULL"
    return int(deployment.rows(query + where, room, person.id)[0][0])


async def test_nothing_sent_while_being_removed_is_stored_after_the_removal(
    deployment: Deployment, clerk: Clerk
) -> None:
    owner, *victims = await asyncio.to_thread(deployment.people, 5)
    room = await asyncio.to_thread(deployment.room, owner, *victims)
    codes: list[str] = []

    async def flood(person: Person, process: int) -> None:
        async with program(deployment, person, process) as http:
            while True:
                answer = await http.post(f"rooms/{room}/messages", json={"body": "again"})
                codes.append("sent" if answer.status_code == 201 else answer.json()["code"])
                if answer.status_code != 201:
                    return

    tasks = [asyncio.create_task(flood(one, number % 2)) for number, one in enumerate(victims * 3)]
    while codes.count("sent") < 50:  # noqa: ASYNC110 (what is counted is a list)
        await asyncio.sleep(0.05)
    for person in victims:
        given = {"user": owner.username, "slug": room, "username": person.username, **WHY}
        await asyncio.to_thread(clerk.act, name="ban", **given)
    await asyncio.wait_for(asyncio.gather(*tasks), 60)
    assert {code for code in codes if code != "sent"} == {"banned"}
    late = "SELECT count(*) FROM rooms_message WHERE author_id = %s AND version > %s"
    for person in victims:
        assert deployment.rows(late, person.id, departure(deployment, room, person)) == [(0,)]


async def test_a_stream_that_is_open_ends_where_its_reader_was_removed(
    deployment: Deployment, clerk: Clerk
) -> None:
    owner, victim = await asyncio.to_thread(deployment.people, 2)
    room = await asyncio.to_thread(deployment.room, owner, victim, kind="private")
    bodies = [f"{number} " + "x" * 2_000 for number in range(LONG)]
    await asyncio.to_thread(deployment.office.send, username=owner.username, slug=room, bodies=bodies)
    for path in ("messages.ndjson", "changes.ndjson"):
        async with program(deployment, victim) as http, http.stream("GET", f"rooms/{room}/{path}") as answer:
            assert answer.status_code == 200
            lines = answer.aiter_lines()
            read = [await anext(lines)]
            given = {"user": owner.username, "slug": room, "username": victim.username}
            await asyncio.to_thread(clerk.act, name="remove", **given, **WHY)
            read += [line async for line in lines if line]
            assert len(read) < LONG  # what was on its way already; then nothing
            assert '"type":"head"' not in read[-1]
        await asyncio.to_thread(deployment.office.add, by=owner.username, username=victim.username, slug=room)


async def test_a_long_poll_that_waits_is_answered_when_its_reader_is_removed(
    deployment: Deployment, clerk: Clerk
) -> None:
    owner, member, visitor = await asyncio.to_thread(deployment.people, 3)
    room = await asyncio.to_thread(deployment.room, owner, member)
    version = deployment.head(room)[1]
    for person in (member, visitor):  # a visitor reads a public room, until they are banned
        for process in (0, 1):
            version = deployment.head(room)[1]
            async with program(deployment, person, process) as http:
                asked = {"after": version, "wait": 20}
                waiting = asyncio.create_task(http.get(f"rooms/{room}/changes", params=asked))
                await asyncio.sleep(0.7)
                assert not waiting.done()
                began = time.monotonic()
                given = {"user": owner.username, "slug": room, "username": person.username}
                await asyncio.to_thread(clerk.act, name="ban", **given, **WHY)
                answer = await waiting
                assert time.monotonic() - began < 2
                assert (answer.status_code, answer.json()["code"]) == (404, "unknown_room")
            await asyncio.to_thread(clerk.act, name="unban", **given)
            if person is member:
                await asyncio.to_thread(
                    deployment.office.add, by=owner.username, username=person.username, slug=room
                )


async def together(*calls: Any) -> list[str]:
    answers = await asyncio.gather(*calls)
    assert all(answer.status_code < 500 for answer in answers), [answer.text for answer in answers]
    return sorted("ok" if answer.status_code < 300 else f"{answer.json()['code']}" for answer in answers)


async def test_of_two_owners_who_demote_each_other_at_once_one_remains(
    deployment: Deployment, clerk: Clerk
) -> None:
    staff, ann, bea = await asyncio.to_thread(deployment.people, 3)
    clerk.promote(username=staff.username)
    owners = "SELECT count(*) FROM rooms_membership m JOIN rooms_room r ON r.id = m.room_id"
    owners += " WHERE slug = %s AND role = 'owner' AND left_at IS NULL"
    for _ in range(5):
        room = await asyncio.to_thread(deployment.room, ann, bea, staff)
        deployment.rows(
            "UPDATE rooms_membership SET role = 'owner' WHERE user_id = %s AND room_id ="
            " (SELECT id FROM rooms_room WHERE slug = %s)", bea.id, room,
        )  # fmt: skip
        async with program(deployment, staff, 0) as one, program(deployment, staff, 1) as other:
            role = {"role": "member"}
            said = await together(
                one.put(f"rooms/{room}/members/{ann.username}", json=role),
                other.put(f"rooms/{room}/members/{bea.username}", json=role),
                one.request("DELETE", f"rooms/{room}/members/{bea.username}", json=WHY),
                other.put(f"rooms/{room}/bans/{ann.username}", json=WHY),
            )
        assert "last_owner" in said
        assert deployment.rows(owners, room) == [(1,)]


async def test_what_is_done_twice_at_once_is_done_once(deployment: Deployment, clerk: Clerk) -> None:
    owner, moderator, target = await asyncio.to_thread(deployment.people, 3)
    room = await asyncio.to_thread(deployment.room, owner, moderator, target)
    clerk.act(name="set_role", user=owner.username, slug=room, username=moderator.username, role="moderator")
    (seq,) = deployment.office.send(username=target.username, slug=room, bodies=["one"])
    report = clerk.act(name="report", user=owner.username, slug=room, seq=seq, **WHY)
    async with program(deployment, owner, 0) as one, program(deployment, moderator, 1) as other:
        path, end = f"rooms/{room}/reports/{report}", {"status": "acted"}
        said = await together(*(http.patch(path, json=end) for http in (one, other)))
        assert said == ["already_resolved", "ok"]
        chosen = {"seqs": [seq], **WHY}
        said = await together(*(http.post(f"rooms/{room}/deletions", json=chosen) for http in (one, other)))
        assert said == ["nothing_to_delete", "ok"]
        removal = deployment.rows("SELECT max(id) FROM rooms_removal")[0][0]
        path = f"rooms/{room}/deletions/{removal}"
        said = await together(*(http.delete(path) for http in (one, other)))
        assert said == ["already_undone", "ok"]
        path = f"rooms/{room}/members/{target.username}"
        said = await together(*(http.request("DELETE", path, json=WHY) for http in (one, other)))
        assert said == ["not_a_member", "ok"]
        path = f"rooms/{room}/raid"
        assert await together(*(http.put(path) for http in (one, other) * 4)) == ["ok"] * 8
        assert await together(*(http.delete(path) for http in (one, other))) == ["no_raid", "ok"]
        path = f"rooms/{room}/mutes/{target.username}"
        assert await together(*(http.put(path, json=WHY) for http in (one, other) * 4)) == ["ok"] * 8
    for action, count in (("delete", 1), ("undo", 1), ("remove", 1), ("report", 1), ("raid_ended", 1)):
        query = "SELECT count(*) FROM rooms_auditentry a JOIN rooms_room r ON r.id = a.room_id"
        assert deployment.rows(f"{query} WHERE slug = %s AND action = %s", room, action) == [(count,)], action


async def test_two_administrators_at_the_site_s_switch_at_once(deployment: Deployment, clerk: Clerk) -> None:
    staff = await asyncio.to_thread(deployment.people, 2)
    for one in staff:
        clerk.promote(username=one.username)
    form = {"on": "1", "minutes": "5", "slow_mode": "0"}
    async with browser(deployment.first, staff[0]) as first, browser(deployment.second, staff[1]) as second:
        said = await together(*(http.post("/moderation/raid/", data=form) for http in (first, second) * 3))
        assert said == ["ok"] * 6
        said = await together(*(http.post("/moderation/raid/", data={"on": "0"}) for http in (first, second)))
        assert said == ["no_raid", "ok"]
    await asyncio.sleep(1.1)  # as long as the processes remember it


async def test_no_way_back_in_is_quicker_than_a_ban(deployment: Deployment, clerk: Clerk) -> None:
    owner, victim = await asyncio.to_thread(deployment.people, 2)
    room = await asyncio.to_thread(deployment.room, owner, victim)
    token = await asyncio.to_thread(clerk.act, name="invite", user=owner.username, slug=room)
    for _ in range(5):
        given = {"user": owner.username, "slug": room, "username": victim.username}
        async with program(deployment, victim) as http, browser(deployment.second, victim) as page:
            banning = asyncio.create_task(asyncio.to_thread(clerk.act, name="ban", **given, **WHY))
            while not banning.done():
                await asyncio.gather(
                    http.put(f"rooms/{room}/members/me"),
                    page.post(f"/invite/{token}/"),
                    page.post(f"/rooms/{room}/join/"),
                )
            await banning
            answers = await asyncio.gather(
                http.put(f"rooms/{room}/members/me"),
                page.post(f"/invite/{token}/"),
                http.get(f"rooms/{room}"),
            )
            assert {answer.status_code for answer in answers} == {404}
        inside = "SELECT count(*) FROM rooms_membership WHERE user_id = %s AND left_at IS NULL"
        assert deployment.rows(inside, victim.id) == [(0,)]
        await asyncio.to_thread(clerk.act, name="unban", **given)

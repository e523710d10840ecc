"""S9: abuse is bounded. A flood is refused, too much is refused while it arrives, and the others go on."""

import asyncio
import json
import uuid

import httpx
import pytest

from tests.chat.people import Person, browser
from tests.chat.socket import Socket
from tests.faults.crowd import Crowd
from tests.faults.site import Site, beside

BURST = 60
TOO_FAST, TOO_BIG = 4429, 1009
MB = 1024 * 1024


async def flood(socket: Socket, room: str, number: int) -> None:
    """Sends without waiting for any answer."""
    for place in range(number):
        client_id = str(uuid.uuid4())
        await socket.say(type="send", room=room, client_id=client_id, body=f"flood {place}")


async def test_a_flood_is_refused_with_the_time_to_wait_and_others_messages_flow(site: Site, figures) -> None:
    async with Crowd(site, 20) as crowd:
        flooder = site.person("flooder")
        site.office.join(username=flooder.username, slug=crowd.room)
        async with await Socket.open(site.first, flooder) as socket:
            with crowd.talking(40):
                await flood(socket, crowd.room, 300)
                await socket.settle()
                await asyncio.sleep(1)
            await crowd.finished(5)
            answers = socket.of("ack", "error")
        acknowledged = [one for one in answers if one["type"] == "ack"]
        refused = [one for one in answers if one.get("code") == "rate_limited"]
        slowest = max(one.seconds for one in crowd.sent)
        figures(acknowledged=len(acknowledged), refused=len(refused), others_slowest_ack=slowest)
        assert len(answers) == 300
        assert BURST <= len(acknowledged) < 150
        assert all(0 < one["retry_after"] < 60 for one in refused)
        assert slowest < 2
        await crowd.current(within=5)
        assert not crowd.counts()


async def test_who_floods_on_is_closed_with_4429_and_others_notice_nothing(site: Site) -> None:
    async with Crowd(site, 20) as crowd:
        async with await Socket.open(site.first, site.person("flooder")) as socket:
            with crowd.talking(40):
                lines = "\n".join(json.dumps({"type": "ping"}) for _ in range(1000))
                for _ in range(20):
                    if socket.closed is None:
                        await socket.connection.send(lines)
                assert await socket.closing() == TOO_FAST
                await asyncio.sleep(1)  # the others have something to say after it, too
            await crowd.finished(5)
        assert max(one.seconds for one in crowd.sent) < 2
        await crowd.current(within=5)
        assert crowd.closes == []
        assert not crowd.counts()


async def test_a_flood_over_http_is_answered_429_with_retry_after(site: Site) -> None:
    flooder = site.person("flooder")
    room = site.room(flooder)
    answers = await posts(site, flooder, room, BURST + 30)
    refused = [one for one in answers if one.status_code == 429]
    assert sum(one.status_code == 201 for one in answers) >= BURST
    assert refused
    assert all(int(one.headers["Retry-After"]) >= 1 for one in refused)
    assert all(one.json()["code"] == "rate_limited" for one in refused)


async def posts(site: Site, person: Person, room: str, number: int) -> list[httpx.Response]:
    async with browser(site.first, person) as http:
        path = f"/rooms/{room}/messages/"
        waiting = [http.post(path, data={"body": f"{place}"}) for place in range(number)]
        return await asyncio.gather(*waiting)


async def test_an_oversized_frame_closes_its_socket_and_an_oversized_body_is_413(site: Site) -> None:
    person = site.person()
    room = site.room(person)
    async with await Socket.open(site.first, person) as socket:
        await socket.subscribe(room)
        await socket.connection.send("x" * (MB + 1))
        assert await socket.closing() == TOO_BIG
    async with browser(site.first, person) as http:
        answer = await http.post(f"/rooms/{room}/messages/", data={"body": "x" * (3 * MB)})
        assert answer.status_code == 413
        assert (await http.post(f"/rooms/{room}/messages/", data={"body": "fits"})).status_code == 201
    assert site.head(room)[0] == 1


async def test_twin_without_a_pace_the_whole_flood_is_written(site: Site) -> None:
    with beside(site, without="pace") as made:
        flooder = site.person("flooder")
        room = site.room(flooder)
        async with await Socket.open(made[0], flooder) as socket:
            await flood(socket, room, 300)
            await socket.settle()
            with pytest.raises(AssertionError):
                await socket.hear("error", code="rate_limited", seconds=2)
        assert site.head(room)[0] == 300

"""A burst is welcome, a flood is not, and it is nobody else's trouble."""

import asyncio
import uuid
from collections.abc import Iterator
from functools import partial

import pytest

from tests.chat.deployment import Deployment, deployed
from tests.chat.people import browser
from tests.chat.socket import Socket
from tests.services.stack import Stack


@pytest.fixture
def strict(stack: Stack) -> Iterator[Deployment]:
    """One send a second after the burst, so that a slow machine does not earn more while it is counting."""
    with deployed(stack, 1, SEND_RATE="1") as made:
        yield made


async def test_sixty_sends_at_once_are_allowed_then_comes_when_to_try_again(strict: Deployment) -> None:
    deployment = strict
    ann, bob = deployment.people(2)
    room = deployment.room(ann, bob)
    ids = [str(uuid.uuid4()) for _ in range(90)]
    async with (
        await Socket.open(deployment.first, ann) as flood,
        await Socket.open(deployment.first, bob) as other,
    ):
        sends = [f'{{"type":"send","room":"{room}","client_id":"{one}","body":"x"}}' for one in ids]
        await flood.connection.send("\n".join(sends))
        answers = await asyncio.gather(*(flood.answer(one) for one in ids))
        assert {answer["type"] for answer in answers[:60]} == {"ack"}
        refused = [answer for answer in answers if answer["type"] == "error"]
        assert len(refused) >= 20
        assert {answer["code"] for answer in refused} == {"rate_limited"}
        assert all(0 < answer["retry_after"] <= 1 for answer in refused)
        assert len(deployment.log(room)) == 90 - len(refused)
        assert (await other.send(room, "in between"))["type"] == "ack"
        async with browser(deployment.first, ann) as pages:
            post = partial(pages.post, f"/rooms/{room}/messages/", data={"body": "by form"})
            by_form = await asyncio.gather(*(post() for _ in range(30)))
            same = next(answer for answer in by_form if answer.status_code == 429)
            assert same.json()["code"] == "rate_limited"
            assert int(same.headers["Retry-After"]) >= 1
        await asyncio.sleep(refused[-1]["retry_after"] + 0.3)
        again = await flood.send(room, "x", refused[-1]["client_id"])
        assert (again["type"], again["replayed"]) == ("ack", False)


async def test_a_send_that_was_too_fast_is_named(deployment: Deployment) -> None:
    ann = deployment.person()
    room, name = deployment.room(ann), str(uuid.uuid4())
    send = f'{{"type":"send","room":"{room}","client_id":"{name}","body":"x"}}'
    async with await Socket.open(deployment.first, ann) as socket:
        await socket.connection.send("\n".join(['{"type":"ping"}'] * 1100 + [send]))
        answer = await socket.answer(name)
        assert (answer["type"], answer["code"], answer["room"]) == ("error", "rate_limited", room)
        await asyncio.sleep(answer["retry_after"] + 0.3)
        assert (await socket.send(room, "x", name))["type"] == "ack"


async def test_a_flood_of_frames_is_closed_with_4429_and_others_are_served(deployment: Deployment) -> None:
    ann, bob = deployment.people(2)
    flood = await Socket.open(deployment.first, ann)
    async with await Socket.open(deployment.first, bob) as other:
        for _ in range(40):
            await flood.connection.send("\n".join(['{"type":"ping"}'] * 50))
        await other.settle()
        assert await flood.closing(10) == 4429
        assert {frame["code"] for frame in flood.of("error")} == {"rate_limited"}
        await other.settle()

"""R2: one send is one message, for ever: the same client_id gets the same answer and makes nothing new."""

import asyncio
import uuid
from typing import Any

from tests.chat.deployment import Deployment
from tests.chat.people import browser
from tests.chat.socket import Socket


def assert_one(deployment: Deployment, room: str, client_id: str, seq: int = 1) -> None:
    assert [(row["seq"], row["client_id"]) for row in deployment.log(room)] == [(seq, client_id)]
    assert deployment.head(room)[0] == seq
    assert deployment.rows("SELECT sum(messages) FROM rooms_tally t JOIN rooms_room r ON r.id = room_id"
                           " WHERE slug = %s", room) == [(1,)]  # fmt: skip


async def broadcasts(watcher: Socket, deployment: Deployment, room: str) -> list[dict[str, Any]]:
    """Every frame of the room that came, once a later change has come too."""
    since = deployment.head(room)[1]
    name = f"Renamed {uuid.uuid4()}"[:40]
    owner = deployment.rows("SELECT username FROM accounts_user u JOIN rooms_room r ON r.created_by_id = u.id"
                            " WHERE slug = %s", room)[0][0]  # fmt: skip
    await asyncio.to_thread(deployment.office.settings, username=owner, slug=room, name=name)
    await watcher.hear("room.updated", version=since + 1)
    return watcher.of("message.created", "message.updated")


async def test_the_same_send_at_once_on_two_processes(deployment: Deployment) -> None:
    ann = deployment.person()
    room = deployment.room(ann)
    client_id = str(uuid.uuid4())
    async with (
        await Socket.open(deployment.first, ann) as one,
        await Socket.open(deployment.second, ann) as two,
    ):
        await two.subscribe(room)
        answers = await asyncio.gather(*(socket.send(room, "once", client_id) for socket in (one, two)))
        assert sorted(answer.pop("replayed") for answer in answers) == [False, True]
        assert answers[0] == answers[1]
        assert len(await broadcasts(two, deployment, room)) == 1
    assert_one(deployment, room, client_id)


async def test_a_send_whose_answer_was_lost(deployment: Deployment) -> None:
    """The socket is cut before the ack is read, at twenty different moments."""
    ann = deployment.person()
    async with await Socket.open(deployment.second, ann) as watcher:
        for moment in range(20):
            room = deployment.room(ann)
            await watcher.subscribe(room)
            client_id = str(uuid.uuid4())
            cut = await Socket.open(deployment.first, ann)
            await cut.say(type="send", room=room, client_id=client_id, body="once")
            await asyncio.sleep(moment * 0.001)
            await cut.cut()
            async with await Socket.open(deployment.servers[moment % 2], ann) as back:
                ack = await back.send(room, "once", client_id)
            assert (ack["type"], ack["seq"]) == ("ack", 1)
            await watcher.hear("message.created", room=room)
            assert_one(deployment, room, client_id)
        assert len(watcher.of("message.created")) == 20


async def test_fifty_at_once_over_sockets_and_forms_of_both_processes(deployment: Deployment) -> None:
    ann, bob = deployment.people(2)
    room = deployment.room(ann, bob)
    client_id = str(uuid.uuid4())
    sockets = [await Socket.open(deployment.servers[n % 2], ann) for n in range(10)]
    watcher = await Socket.open(deployment.first, bob)
    await watcher.subscribe(room)
    async with browser(deployment.first, ann) as one, browser(deployment.second, ann) as two:
        data = {"body": "once", "client_id": client_id}
        by_form = [
            pages.post(f"/rooms/{room}/messages/", data=data) for pages in (one, two) for _ in range(10)
        ]
        by_socket = [socket.send(room, "once", client_id) for socket in sockets for _ in range(3)]
        answers = await asyncio.gather(*by_form, *by_socket)
    forms, acks = answers[:20], answers[20:]
    assert {(form.json()["seq"], form.json()["client_id"]) for form in forms} == {(1, client_id)}
    assert {(ack["type"], ack["seq"], ack["version"]) for ack in acks} == {
        ("ack", 1, forms[0].json()["version"])
    }
    fresh = [form for form in forms if form.status_code == 201]
    assert {form.status_code for form in forms} <= {200, 201}
    told_as_new = {ack["client_id"] for ack in acks if not ack["replayed"]}
    assert len(fresh) + len(told_as_new) == 1
    assert len(await broadcasts(watcher, deployment, room)) == 1
    assert_one(deployment, room, client_id)
    for socket in (*sockets, watcher):
        await socket.close()


async def test_a_day_later(deployment: Deployment) -> None:
    ann = deployment.person()
    room = deployment.room(ann)
    client_id = str(uuid.uuid4())
    async with await Socket.open(deployment.first, ann) as socket:
        first = await socket.send(room, "once", client_id)
        deployment.rows("UPDATE rooms_message SET created_at = created_at - interval '1 day' WHERE client_id = %s",
                        client_id)  # fmt: skip
        deployment.office.edit(username=ann.username, slug=room, bodies={"1": "edited meanwhile"})
        await socket.subscribe(room)
        since = len(socket.frames)
        assert await socket.send(room, "once", client_id) == first | {"replayed": True}
        await socket.settle()
        assert socket.of("message.created", "message.updated", since=since) == []
    assert_one(deployment, room, client_id)
    assert deployment.log(room)[0]["body"] == "edited meanwhile"


async def test_another_persons_same_client_id_is_another_message(deployment: Deployment) -> None:
    ann, bob = deployment.people(2)
    room = deployment.room(ann, bob)
    client_id = str(uuid.uuid4())
    async with (
        await Socket.open(deployment.first, ann) as one,
        await Socket.open(deployment.second, bob) as two,
    ):
        answers = await asyncio.gather(one.send(room, "hers", client_id), two.send(room, "his", client_id))
    assert sorted(answer["seq"] for answer in answers) == [1, 2]
    assert [answer["replayed"] for answer in answers] == [False, False]

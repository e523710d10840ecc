"""The exact shapes of frames, in both subprotocols."""

import uuid

from tests.chat.deployment import Deployment
from tests.chat.socket import HTML, Socket

MESSAGE = {
    "id", "room", "seq", "version", "author", "body", "html", "created_at", "edited_at", "deleted_at", "pinned_at",
    "reply_to", "client_id", "reactions", "attachments", "kind", "via", "is_bot",
}  # fmt: skip
EVENT = {"type", "room", "version", "prev"}
STATE = {"name", "topic", "kind", "members", "slow_mode", "locked", "archived_at", "raid"}


async def test_hello_comes_first_and_says_who_and_which_epoch(deployment: Deployment) -> None:
    ann = deployment.person()
    async with await Socket.open(deployment.first, ann) as socket:
        hello = await socket.hear("hello")
        assert socket.frames[0] is hello
        assert set(hello) == {"type", "protocol", "epoch", "user", "heartbeat"}
        assert (hello["protocol"], hello["heartbeat"]) == (1, 25)
        assert hello["user"] == {"username": ann.username, "name": ann.username}


async def test_subscribed_says_where_the_room_stands(deployment: Deployment) -> None:
    ann = deployment.person()
    room = deployment.room(ann, topic="All of it")
    deployment.office.send(username=ann.username, slug=room, bodies=["one", "two"])
    async with await Socket.open(deployment.first, ann) as socket:
        subscribed = await socket.subscribe(room)
    assert set(subscribed) == {
        "type", "room", "version", "first_seq", "last_seq", "last_read", "epoch", "state"
    }  # fmt: skip
    assert (subscribed["version"], subscribed["last_seq"]) == (4, 2)
    assert (subscribed["first_seq"], subscribed["last_read"]) == (1, 2)
    assert set(subscribed["state"]) == STATE
    assert subscribed["state"]["topic"] == "All of it"


async def test_a_message_reaches_the_other_process_in_full_and_its_sender_gets_an_ack(
    deployment: Deployment,
) -> None:
    ann, bob = deployment.people(2)
    room = deployment.room(ann, bob)
    async with (
        await Socket.open(deployment.first, ann) as one,
        await Socket.open(deployment.second, bob) as two,
    ):
        await one.subscribe(room)
        version = (await two.subscribe(room))["version"]
        client_id = str(uuid.uuid4())
        ack = await one.send(room, "**Hi**", client_id)
        frame = await two.hear("message.created", room=room)
    assert ack == {
        "type": "ack", "client_id": client_id, "room": room, "seq": 1, "version": version + 1, "replayed": False
    }  # fmt: skip
    assert set(frame) == EVENT | {"message"}
    assert (frame["version"], frame["prev"]) == (version + 1, version)
    message = frame["message"]
    assert set(message) == MESSAGE
    assert message["author"] == {"username": ann.username, "name": ann.username}
    assert (message["room"], message["seq"], message["version"]) == (room, 1, version + 1)
    assert (message["body"], message["client_id"], message["kind"]) == ("**Hi**", client_id, "text")
    assert "<strong>Hi</strong>" in message["html"]
    assert message["created_at"].endswith("Z")
    assert [message[name] for name in ("edited_at", "deleted_at", "pinned_at", "reply_to")] == [None] * 4
    assert (message["reactions"], message["attachments"]) == ([], [])


async def test_the_same_client_id_is_answered_with_the_same_message(deployment: Deployment) -> None:
    ann = deployment.person()
    room = deployment.room(ann)
    async with await Socket.open(deployment.first, ann) as socket:
        client_id = str(uuid.uuid4())
        first = await socket.send(room, "once", client_id)
        again = await socket.send(room, "once", client_id)
    assert again == first | {"replayed": True}


async def test_edits_deletions_and_reactions_are_changes_of_the_same_message(deployment: Deployment) -> None:
    ann = deployment.person()
    room = deployment.room(ann)
    deployment.office.send(username=ann.username, slug=room, bodies=["one"])
    async with await Socket.open(deployment.first, ann) as socket:
        start = (await socket.subscribe(room))["version"]
        deployment.office.edit(username=ann.username, slug=room, bodies={"1": "two"})
        edited = await socket.hear("message.updated", version=start + 1)
        deployment.office.react(username=ann.username, slug=room, seq=1, emoji="👍")
        reacted = await socket.hear("message.updated", version=start + 2)
        deployment.office.delete(username=ann.username, slug=room, seqs=[1])
        deleted = await socket.hear("message.deleted", version=start + 3)
    assert all(set(frame) == EVENT | {"message"} for frame in (edited, reacted, deleted))
    assert edited["message"]["body"] == "two"
    assert edited["message"]["edited_at"]
    assert reacted["message"]["reactions"] == [{"emoji": "👍", "count": 1, "users": [ann.username]}]
    gone = deleted["message"]
    assert set(gone) == MESSAGE
    assert (gone["body"], gone["html"], gone["reactions"], bool(gone["deleted_at"])) == ("", "", [], True)


async def test_browsers_get_the_rendered_row_in_place_of_the_message(deployment: Deployment) -> None:
    ann = deployment.person()
    room = deployment.room(ann)
    async with await Socket.open(deployment.first, ann, HTML, cookie=True) as socket:
        await socket.subscribe(room)
        client_id = (await socket.send(room, "*so*"))["client_id"]
        frame = await socket.hear("message.created")
    assert set(frame) == EVENT | {"html", "seq", "client_id", "author"}
    assert (frame["seq"], frame["client_id"]) == (1, client_id)
    assert frame["author"] == {"username": ann.username, "name": ann.username}
    assert frame["html"].lstrip().startswith('<article class="message" id="m-1"')
    assert "<em>so</em>" in frame["html"]


async def test_membership_and_settings_are_changes_of_the_room(deployment: Deployment) -> None:
    ann, bob = deployment.people(2)
    room = deployment.room(ann)
    async with await Socket.open(deployment.first, ann) as socket:
        start = (await socket.subscribe(room))["version"]
        deployment.office.join(username=bob.username, slug=room)
        came = await socket.hear("member.updated", version=start + 1)
        deployment.office.settings(username=ann.username, slug=room, name="Renamed", topic="New")
        changed = await socket.hear("room.updated", version=start + 2)
        deployment.office.leave(username=bob.username, slug=room)
        left = await socket.hear("member.removed", version=start + 3)
    assert came == {
        "type": "member.updated", "room": room, "version": start + 1, "prev": start,
        "member": {"username": bob.username, "name": bob.username, "role": "member"}, "members": 2,
    }  # fmt: skip
    assert set(changed) == EVENT | {"state"}
    assert set(changed["state"]) == STATE
    assert (changed["state"]["name"], changed["state"]["topic"]) == ("Renamed", "New")
    assert left["member"] == {"username": bob.username, "name": bob.username, "role": None}
    assert left["members"] == 1
    assert set(left) == EVENT | {"member", "members"}


async def test_several_lines_may_share_a_frame_in_both_directions(deployment: Deployment) -> None:
    ann = deployment.person()
    room = deployment.room(ann)
    async with await Socket.open(deployment.first, ann) as socket:
        start = (await socket.subscribe(room))["version"]
        await socket.connection.send(
            '{"type":"ping"}\n\n{"type":"ping"}\n{"type":"nonsense"}\n{"type":"ping"}'
        )
        await socket.hear("error", code="unknown_type")
        while len(socket.of("pong")) < 3:
            await socket.hear("pong", since=len(socket.frames))
        await socket.settle()
        assert len(socket.of("pong")) == 4
        deployment.office.send(username=ann.username, slug=room, bodies=[str(n) for n in range(30)])
        await socket.hear("message.created", version=start + 30)
        assert max(socket.lines_a_frame) > 1
    assert [frame["version"] for frame in socket.of("message.created")] == list(range(start + 1, start + 31))


async def test_a_ping_is_answered_with_a_pong_and_nothing_else(deployment: Deployment) -> None:
    async with await Socket.open(deployment.first, deployment.person()) as socket:
        await socket.say(type="ping")
        assert await socket.hear("pong") == {"type": "pong"}

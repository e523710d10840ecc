"""Whatever a client says, it gets one clear code, and everything else goes on as if it had not spoken."""

import uuid

import pytest

from tests.chat.socket import Socket
from tests.protocol.scene import Scene

BODIES = {
    "empty": ("", "empty_body"),
    "blank": (" \n\t ", "empty_body"),
    "invisible": ("\u200b\u200d\ufeff\u3164\u2800", "empty_body"),
    "10,001 characters": ("x" * 10_001, "body_too_long"),
    "NUL": ("a\0b", "invalid_body"),
    "half of a pair": ("a\ud800b", "invalid_body"),
    "a number": (7, "invalid_body"),
    "nothing": (None, "invalid_body"),
    "a list": (["a"], "invalid_body"),
}


@pytest.mark.parametrize("name", BODIES)
async def test_a_body_that_is_no_text_of_1_to_10000_characters_is_refused(scene: Scene, name: str) -> None:
    body, code = BODIES[name]
    client_id = str(uuid.uuid4())
    error = await scene.socket.error(type="send", room=scene.room, client_id=client_id, body=body)
    assert (error["code"], error["client_id"], error["room"]) == (code, client_id, scene.room)
    assert error["detail"]
    await scene.is_unharmed()


async def test_a_body_of_10000_characters_is_accepted(scene: Scene) -> None:
    assert (await scene.socket.send(scene.room, "😀" * 10_000))["type"] == "ack"
    assert scene.deployment.log(scene.room)[-1]["body"] == "😀" * 10_000


async def test_an_emoji_younger_than_our_tables_can_be_seen(scene: Scene) -> None:
    assert (await scene.socket.send(scene.room, "\U0001fae9"))["type"] == "ack"
    assert (await scene.socket.send(scene.room, "\uf8ff"))["type"] == "ack"


async def test_a_client_id_is_answered_as_it_was_given(scene: Scene) -> None:
    given = str(uuid.uuid4()).upper()
    ack = await scene.socket.send(scene.room, "x", given)
    assert (ack["type"], ack["client_id"]) == ("ack", given)
    again = await scene.socket.send(scene.room, "x", given.lower())
    assert (again["replayed"], again["seq"]) == (True, ack["seq"])


CLIENT_IDS = [
    "{00000000-0000-4000-8000-000000000000}",
    "0" * 32,
    "٠" * 8 + "-0000-4000-8000-000000000000",
    None,
    "",
    "not-a-uuid",
    7,
    ["x"],
    "00000000-0000-0000-0000-00000000000",
    "\ud800",
    "x" * 10_000,
]


@pytest.mark.parametrize("client_id", CLIENT_IDS, ids=range(len(CLIENT_IDS)))
async def test_a_client_id_that_is_no_uuid_is_refused(scene: Scene, client_id: object) -> None:
    error = await scene.socket.error(type="send", room=scene.room, client_id=client_id, body="x")
    assert error["code"] == "invalid_client_id"
    await scene.is_unharmed()


ROOMS = [
    "nowhere",
    "",
    "a" * 91,
    "a" * 5_000,
    "zimmer-ü",
    "a\0b",
    "\ud800",
    "../../etc/passwd",
    "a b",
    "HIDDEN",
]


@pytest.mark.parametrize("room", ROOMS, ids=range(len(ROOMS)))
@pytest.mark.parametrize("operation", ["subscribe", "send"])
async def test_a_room_that_does_not_exist_is_unknown(scene: Scene, operation: str, room: str) -> None:
    frame = {"type": operation, "room": room, "client_id": str(uuid.uuid4()), "body": "x"}
    assert (await scene.socket.error(**frame))["code"] == "unknown_room"
    await scene.is_unharmed()


@pytest.mark.parametrize("operation", ["subscribe", "send"])
async def test_a_private_room_answers_an_outsider_as_one_that_does_not_exist(
    scene: Scene, operation: str
) -> None:
    frame = {"type": operation, "client_id": str(uuid.uuid4()), "body": "x", "after": 0}
    hidden = await scene.socket.error(**frame, room=scene.hidden)
    absent = await scene.socket.error(**frame, room="0" * 20)
    assert hidden | {"room": ""} == absent | {"room": ""}
    assert hidden["code"] == "unknown_room"
    await scene.is_unharmed()


OPERATIONS = [
    ({}, "unknown_type"),
    ({"type": None}, "unknown_type"),
    ({"type": "shout"}, "unknown_type"),
    ({"type": ["send"]}, "unknown_type"),
    ({"type": "subscribe"}, "malformed"),
    ({"type": "subscribe", "room": 7}, "malformed"),
    ({"type": "subscribe", "after": -1}, "malformed"),
    ({"type": "subscribe", "after": 2**63}, "malformed"),
    ({"type": "subscribe", "after": True}, "malformed"),
    ({"type": "subscribe", "after": "1"}, "malformed"),
    ({"type": "subscribe", "after": 1.5}, "malformed"),
    ({"type": "subscribe", "epoch": 7}, "malformed"),
    ({"type": "send", "reply_to": 0}, "invalid_seq"),
    ({"type": "send", "reply_to": -1}, "invalid_seq"),
    ({"type": "send", "reply_to": 2**63}, "invalid_seq"),
    ({"type": "send", "reply_to": "1"}, "invalid_seq"),
    ({"type": "send", "reply_to": 99}, "unknown_reply"),
    ({"type": "send", "reply_to": 2**63 - 1}, "unknown_reply"),
    ({"type": "read", "seq": None}, "invalid_seq"),
    ({"type": "read", "seq": False}, "invalid_seq"),
    ({"type": "seen", "version": "x"}, "malformed"),
    ({"type": "typing", "room": None}, "malformed"),
]


@pytest.mark.parametrize(("fields", "code"), OPERATIONS, ids=range(len(OPERATIONS)))
async def test_a_wrong_field_is_named_by_its_code(scene: Scene, fields: dict[str, object], code: str) -> None:
    frame = {"client_id": str(uuid.uuid4()), "body": "x"} | fields
    if len(fields) > 1 and "room" not in fields:
        frame["room"] = scene.room
    assert (await scene.socket.error(**frame))["code"] == code
    await scene.is_unharmed()


async def test_a_reply_to_another_rooms_message_is_refused(scene: Scene) -> None:
    """Numbers belong to a room: 2 exists in the other one only."""
    other = scene.deployment.room(scene.ann)
    scene.deployment.office.send(username=scene.ann.username, slug=other, bodies=["1", "2"])
    answer = await scene.socket.send(scene.room, "in reply", reply_to=2)
    assert (answer["type"], answer["code"]) == ("error", "unknown_reply")
    await scene.is_unharmed()


async def test_a_client_id_of_another_room_is_refused(scene: Scene) -> None:
    other = scene.deployment.room(scene.ann)
    client_id = str(uuid.uuid4())
    assert (await scene.socket.send(other, "there", client_id))["type"] == "ack"
    assert (await scene.socket.send(scene.room, "here", client_id))["code"] == "client_id_reused"
    await scene.is_unharmed()


async def test_a_stranger_to_a_public_room_may_read_and_not_write(scene: Scene) -> None:
    eve = scene.deployment.person()
    async with await Socket.open(scene.deployment.second, eve) as socket:
        await socket.subscribe(scene.room)
        assert (await socket.send(scene.room, "let me in"))["code"] == "not_member"
        await scene.is_unharmed()
        assert (await socket.hear("message.created"))["message"]["body"] == "still here"


@pytest.mark.parametrize(
    ("limits", "code"),
    [({"locked": True}, "locked"), ({"archived": True}, "archived"), ({"slow_mode": 60}, "slow_mode")],
)
async def test_a_closed_room_says_why(scene: Scene, limits: dict[str, object], code: str) -> None:
    bob = scene.deployment.person()
    scene.deployment.office.join(username=bob.username, slug=scene.room)
    async with await Socket.open(scene.deployment.first, bob) as socket:
        assert (await socket.send(scene.room, "before"))["type"] == "ack"
        scene.deployment.office.limit_room(slug=scene.room, **limits)
        client_id = str(uuid.uuid4())
        error = await socket.send(scene.room, "after", client_id)
        assert (error["code"], error["client_id"]) == (code, client_id)
        assert ("retry_after" in error) is (code == "slow_mode")
    assert [row["body"] for row in scene.deployment.log(scene.room)] == ["first", "before"]

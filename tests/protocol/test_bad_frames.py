"""What is no frame at all: one clear code, and the socket's other work goes on."""

import uuid

import pytest

from tests.chat.socket import Socket
from tests.protocol.scene import Scene

TEXTS = {
    "no JSON": "{",
    "a word": "hello",
    "an array": '[{"type":"ping"}]',
    "a number": "7",
    "a text": '"ping"',
    "null": "null",
    "not a number": "NaN",
    "not a number in a field": '{"type":"ping","x":NaN}',
    "two objects": '{"type":"ping"}{"type":"ping"}',
    "deep arrays": "[" * 100_000,
    "deep objects": '{"a":' * 100_000,
    "a number of 5,000 digits": '{"type":"read","seq":' + "9" * 5_000 + "}",
    "a NUL": '{"type":"ping"}\0',
}


@pytest.mark.parametrize("name", TEXTS)
async def test_what_is_no_object_is_malformed(scene: Scene, name: str) -> None:
    assert (await scene.socket.error(TEXTS[name]))["code"] == "malformed"
    await scene.is_unharmed()


async def test_a_deeply_nested_field_of_a_good_frame_does_no_harm(scene: Scene) -> None:
    depth = 900
    await scene.socket.connection.send('{"type":"ping","x":' + "[" * depth + "]" * depth + "}")
    await scene.is_unharmed()


async def test_a_binary_frame_is_refused(scene: Scene) -> None:
    since = len(scene.socket.frames)
    await scene.socket.connection.send(b'{"type":"ping"}')
    assert (await scene.socket.hear("error", since=since))["code"] == "binary"
    await scene.is_unharmed()


async def test_a_frame_just_under_a_megabyte_is_an_error_and_no_more(scene: Scene) -> None:
    frame = '{"type":"send","room":"%s","client_id":"%s","body":"%s"}'
    text = frame % (scene.room, uuid.uuid4(), "x" * (1024 * 1024 - 200))
    assert (await scene.socket.error(text))["code"] == "body_too_long"
    await scene.is_unharmed()


async def test_a_frame_over_a_megabyte_closes_its_socket_with_1009_and_no_other(scene: Scene) -> None:
    huge = await Socket.open(scene.deployment.first, scene.ann)
    await huge.hear("hello")
    await huge.connection.send("x" * (1024 * 1024 + 1))
    assert await huge.closing() == 1009
    await scene.is_unharmed()

import asyncio
import time

import pytest
import websockets
from websockets.exceptions import ConnectionClosed


async def closed(server, path, *messages, **options):
    """Code and reason that the server closed with after these messages."""
    async with websockets.connect(f"{server.ws}{path}", **options) as client:
        for message in messages:
            await client.send(message)
        with pytest.raises(ConnectionClosed):
            await asyncio.wait_for(client.recv(), 10)
        return client.close_code, client.close_reason


async def test_every_code_that_may_be_sent_arrives(serve):
    server = serve()
    for code in (1000, 1001, 1002, 1003, 1007, 1008, 1009, 1011, 1012, 1013, 3000, 4401, 4409, 4503, 4999):
        assert await closed(server, f"/close/{code}") == (code, "as asked")


def test_a_goodbye_that_was_answered_ends_without_a_reset(serve):
    client = serve().stalled("/close/4401")
    assert client.recv(2) == b"\x88\x0a"  # a close frame: the code and "as asked"
    assert client.recv(10) == (4401).to_bytes(2) + b"as asked"
    client.sendall(b"\x88\x82\0\0\0\0" + (4401).to_bytes(2))
    assert client.recv(1) == b"", "a reset would raise"
    client.close()


async def test_stock_daphne_cannot_close_with_a_code_of_the_protocol(serve):
    server = serve("stock")
    assert (await closed(server, "/close/4401"))[0] == 4401
    assert (await closed(server, "/close/1008"))[0] != 1008


@pytest.mark.parametrize("code", [999, 1005, 1006, 1015, 2000, 5000])
async def test_a_code_that_may_not_be_sent_is_the_applications_error(serve, code):
    assert (await closed(serve(), f"/close/{code}"))[0] == 1011


async def test_an_application_that_fails_closes_with_1011_and_at_once(serve):
    server, started = serve(), time.monotonic()
    assert (await closed(server, "/fail"))[0] == 1011
    assert time.monotonic() - started < 2


async def test_an_application_that_returns_does_not_leave_its_socket_behind(serve):
    assert (await closed(serve(), "/leave"))[0] == 1000


async def test_a_frame_over_one_megabyte_closes_with_1009(serve):
    server = serve()
    async with websockets.connect(f"{server.ws}/echo", max_size=None) as client:
        await client.send("x" * 1024 * 1024)
        assert len(await client.recv()) == 1024 * 1024
    assert (await closed(server, "/echo", "x" * (1024 * 1024 + 1)))[0] == 1009


async def test_fragments_that_add_up_to_more_close_with_1009_too(serve):
    async def fragments():
        for _ in range(20):
            yield "x" * 60_000

    assert (await closed(serve(), "/echo", fragments()))[0] == 1009


async def test_stock_daphne_drops_the_connection_without_saying_1009(serve):
    assert (await closed(serve("stock"), "/echo", "x" * (1024 * 1024 + 1)))[0] == 1006


@pytest.mark.parametrize(
    ("frame", "code"),
    [
        (b"\x81\x05hello", 1002),  # not masked
        (b"\x81\x82\x00\x00\x00\x00\xff\xfe", 1007),  # no UTF-8
        (b"\xf1\x80\x00\x00\x00\x00", 1002),  # reserved bits
        (b"\x80\x80\x00\x00\x00\x00", 1002),  # continues nothing
        (b"\x8b\x80\x00\x00\x00\x00", 1002),  # an unknown control frame
    ],
)
def test_a_broken_frame_is_answered_with_its_code_and_what_follows_is_ignored(serve, frame, code):
    client = serve().stalled("/echo")
    client.sendall(frame + b"\x81\x80\x00\x00\x00\x00" * 100)
    answer = b""
    while data := client.recv(4096):
        answer += data
    assert answer[0] == 0x88
    assert int.from_bytes(answer[2:4]) == code
    assert len(answer) == 2 + answer[1]
    client.close()


def read_to_the_end(client):
    while client.recv(100):
        pass


async def test_a_silent_peer_is_pinged_and_one_that_does_not_answer_is_dropped(serve):
    server = serve(ping_interval=1, ping_timeout=2)
    dead = server.stalled("/echo")
    async with websockets.connect(f"{server.ws}/echo", ping_interval=None) as alive:
        started = time.monotonic()
        with pytest.raises(ConnectionResetError):
            await asyncio.to_thread(read_to_the_end, dead)
        assert time.monotonic() - started < 12
        await alive.send("still here")
        assert await alive.recv() == "still here"
    dead.close()

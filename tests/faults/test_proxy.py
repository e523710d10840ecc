"""The proxy does what it says, or the tests that lean on it would show nothing."""

import asyncio
import time

import pytest

from tests.faults.proxy import Proxy


async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while data := await reader.read(1000):
        writer.write(data)
    writer.close()


@pytest.fixture
async def link():
    server = await asyncio.start_server(echo, "127.0.0.1", 0)
    async with Proxy(server.sockets[0].getsockname()[1]) as proxy:
        reader, writer = await asyncio.open_connection("127.0.0.1", proxy.port)
        yield proxy, reader, writer
        writer.close()
    server.close()


async def ask(link, text: bytes) -> bytes:
    _, reader, writer = link
    writer.write(text)
    return await asyncio.wait_for(reader.read(1000), 2)


async def test_it_passes_bytes_on_both_ways(link) -> None:
    assert await ask(link, b"hello") == b"hello"
    assert len(link[0]) == 1


async def test_it_delays_one_direction(link) -> None:
    link[0].back.delay = 0.3
    started = time.monotonic()
    assert await ask(link, b"hello") == b"hello"
    assert time.monotonic() - started >= 0.3


async def test_it_stalls_and_flows_again_without_losing_a_byte(link) -> None:
    proxy, reader, writer = link
    assert await ask(link, b"one") == b"one"
    proxy.back.stall()
    writer.write(b"two")
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(asyncio.shield(waiting := asyncio.ensure_future(reader.read(1000))), 0.3)
    proxy.flow()
    assert await asyncio.wait_for(waiting, 2) == b"two"


async def test_it_cuts_in_order(link) -> None:
    assert await ask(link, b"one") == b"one"
    link[0].cut()
    assert await asyncio.wait_for(link[1].read(), 2) == b""


async def test_it_resets(link) -> None:
    assert await ask(link, b"one") == b"one"
    link[0].reset()
    with pytest.raises(ConnectionResetError):
        await asyncio.wait_for(link[1].read(), 2)


async def test_it_refuses_while_told_to(link) -> None:
    proxy = link[0]
    proxy.refusing = True
    reader, writer = await asyncio.open_connection("127.0.0.1", proxy.port)
    assert await asyncio.wait_for(reader.read(), 2) == b""
    writer.close()

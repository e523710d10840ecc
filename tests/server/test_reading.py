import asyncio

import httpx
import pytest
import websockets

MEGABYTES = 1_000_000


async def pour(server, size, seconds):
    """Frames of `size` bytes for as long as they are taken, at most `seconds` and 200 MB; how many bytes."""
    poured, frame = 0, "x" * size
    async with websockets.connect(f"{server.ws}/deaf", close_timeout=0.1) as writer:
        try:
            async with asyncio.timeout(seconds):
                while poured < 200 * MEGABYTES:
                    await writer.send(frame)
                    poured += size
        except TimeoutError:
            pass
        writer.transport.abort()
    return poured


async def test_frames_the_application_does_not_take_are_not_read(serve):
    server = serve()
    before = server.rss
    assert 0 < await pour(server, 100_000, 2) < 20 * MEGABYTES
    assert server.rss - before < 8 * MEGABYTES


async def test_many_small_frames_are_not_read_either(serve):
    server = serve()
    before = server.rss
    assert 0 < await pour(server, 20, 2) < 20 * MEGABYTES
    assert server.rss - before < 5 * MEGABYTES


async def test_stock_daphne_reads_whatever_is_sent(serve):
    server = serve("stock")
    before = server.rss
    await pour(server, 100_000, 2.5)
    assert server.rss - before > 60 * MEGABYTES


async def test_frames_held_back_are_all_delivered_later(serve):
    server = serve()
    async with websockets.connect(f"{server.ws}/deaf") as writer:
        for _ in range(3000):
            await writer.send("x" * 1000)
    async with httpx.AsyncClient() as client:
        for _ in range(100):
            parked = (await client.get(f"{server.http}/echo")).json()["parked"]
            if parked["received"] == 3000:
                return
            await asyncio.sleep(0.1)
    assert parked["received"] == 3000


@pytest.mark.parametrize(
    "message", ["text", b"\x00bytes\xff", "", b"", "å" * 100, "x" * 70_000, b"x" * 1_000_000]
)
async def test_text_and_bytes_of_every_length_come_back(serve, message):
    server = serve()
    async with websockets.connect(f"{server.ws}/echo") as client:
        await client.send(message)
        assert await client.recv() == message

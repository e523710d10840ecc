import asyncio
import time

import httpx
import pytest
import websockets

MEGABYTES = 1_000_000


async def parked(server):
    async with httpx.AsyncClient() as client:
        return (await client.get(f"{server.http}/echo")).json()["parked"]


async def grown(server, before, seconds):
    """How many bytes the server has grown by, after time enough to fill whatever can be filled."""
    await asyncio.sleep(seconds)
    return server.rss - before


async def test_a_reader_that_stops_reading_costs_bounded_memory_and_its_send_waits(serve):
    server = serve()
    before = server.rss
    stalled = server.stalled("/flood")
    assert await grown(server, before, 3) < 5 * MEGABYTES
    sent = (await parked(server))["sent"]
    assert 0 < sent < 1000
    await asyncio.sleep(1)
    assert (await parked(server))["sent"] == sent
    stalled.close()


async def test_stock_daphne_keeps_everything_for_a_reader_that_stopped(serve):
    server = serve("stock")
    before = server.rss
    stalled = server.stalled("/flood")
    assert await grown(server, before, 4) > 100 * MEGABYTES
    assert (await parked(server))["sent"] == 12_799
    stalled.close()


async def test_frames_arrive_whole_and_in_order_whatever_the_reader_does(serve):
    server = serve()
    async with websockets.connect(f"{server.ws}/flood", max_queue=1) as reader:
        for number in range(3000):
            if number % 500 == 0:
                await asyncio.sleep(0.3)
            frame = await reader.recv()
            assert (int(frame[:8]), len(frame)) == (number, 16_384)
        reader.transport.abort()


async def test_sends_of_many_tasks_leave_in_the_order_they_were_made_and_the_close_comes_last(serve):
    server = serve()
    async with websockets.connect(f"{server.ws}/burst", max_queue=1) as reader:
        await asyncio.sleep(0.5)
        assert [int((await reader.recv())[:8]) for _ in range(2000)] == list(range(2000))
        with pytest.raises(websockets.ConnectionClosed):
            await reader.recv()
        assert reader.close_code == 4409


async def test_a_peer_that_reads_nothing_is_cut_off_five_seconds_after_a_close(serve):
    server = serve()
    started = time.monotonic()
    stalled = server.stalled("/flood_then_close")
    while (await parked(server))["done"] == 0:
        assert time.monotonic() - started < 9
        await asyncio.sleep(0.2)
    assert time.monotonic() - started > 4
    stalled.close()


async def test_a_peer_that_says_goodbye_and_reads_nothing_is_cut_off_too(serve):
    server = serve()
    stalled = server.stalled("/flood")
    await asyncio.sleep(1)
    stalled.sendall(b"\x88\x80\x00\x00\x00\x00")
    started = time.monotonic()
    while (await parked(server))["done"] == 0:
        assert time.monotonic() - started < 15
        await asyncio.sleep(0.3)
    stalled.close()


async def test_a_long_answer_waits_for_its_reader(serve):
    server = serve()
    before = server.rss
    client = server.raw(receive_buffer=4096)
    client.sendall(b"GET /stream HTTP/1.1\r\nHost: localhost\r\n\r\n")
    assert await grown(server, before, 2) < 5 * MEGABYTES
    client.close()


async def test_stock_daphne_keeps_a_long_answer_in_memory(serve):
    server = serve("stock")
    before = server.rss
    client = server.raw(receive_buffer=4096)
    client.sendall(b"GET /stream HTTP/1.1\r\nHost: localhost\r\n\r\n")
    assert await grown(server, before, 3) > 100 * MEGABYTES
    client.close()


async def test_a_reader_of_a_long_answer_that_stays_away_is_cut_off(serve):
    server = serve(stall_timeout=1)
    client = server.raw(receive_buffer=4096)
    client.sendall(b"GET /stream HTTP/1.1\r\nHost: localhost\r\n\r\n")
    await asyncio.sleep(5)
    # What the kernel held, and then a reset in place of the rest.
    received = 0
    try:
        while data := client.recv(1 << 20):
            received += len(data)
    except ConnectionResetError:
        pass
    assert received < 100 * MEGABYTES
    client.close()


async def test_a_long_answer_arrives_whole(serve):
    server = serve()
    async with httpx.AsyncClient(timeout=20) as client:
        size = 0
        async with client.stream("GET", f"{server.http}/stream") as answer:
            async for data in answer.aiter_bytes():
                size += len(data)
    assert size == 3200 * 65536


async def test_an_answer_that_breaks_off_is_not_passed_off_as_complete(serve):
    server = serve()
    async with httpx.AsyncClient() as client:
        for _ in range(2):
            with pytest.raises((httpx.ReadError, httpx.RemoteProtocolError)):
                await client.get(f"{server.http}/broken")

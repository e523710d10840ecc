import asyncio
import time

import httpx
import pytest
import websockets

CLIENTS = 300


async def exit_code(server, seconds=12):
    return await asyncio.to_thread(server.process.wait, seconds)


async def until_closed(client):
    """The close code and when it came."""
    with pytest.raises(websockets.ConnectionClosed):
        await client.recv()
    return client.close_code, time.monotonic()


async def test_sockets_are_sent_away_one_after_the_other_and_then_the_process_ends_with_0(serve):
    server = serve()
    clients = [await websockets.connect(f"{server.ws}/echo", ping_interval=None) for _ in range(CLIENTS)]
    started = time.monotonic()
    server.terminate()
    closes = await asyncio.gather(*map(until_closed, clients))
    assert {code for code, _ in closes} == {4503}
    moments = sorted(moment - started for _, moment in closes)
    assert moments[-1] - moments[0] > 0.6
    assert moments[CLIENTS // 2] - moments[0] > 0.2
    assert await exit_code(server) == 0
    assert time.monotonic() - started < 10


async def test_a_draining_server_is_alive_but_not_ready_and_finishes_what_it_was_asked(serve):
    server = serve()
    async with httpx.AsyncClient() as client:
        assert (await client.get(f"{server.http}/readyz")).status_code == 200
        slow = asyncio.ensure_future(client.get(f"{server.http}/slow", timeout=10))
        await asyncio.sleep(0.3)
        server.terminate()
        await asyncio.sleep(0.1)
        ready = await client.get(f"{server.http}/readyz")
        assert (ready.status_code, ready.json()) == (503, {"status": "draining"})
        assert ready.headers["connection"] == "close"
        assert (await client.get(f"{server.http}/livez")).status_code == 200
        assert (await slow).json() == {"slow": True}
    assert await exit_code(server) == 0


async def test_a_socket_that_comes_while_draining_is_opened_and_told_4503(serve):
    server = serve()
    async with httpx.AsyncClient() as client:
        slow = asyncio.ensure_future(client.get(f"{server.http}/slow", timeout=10))
        await asyncio.sleep(0.3)
        server.terminate()
        await asyncio.sleep(0.1)
        late = await websockets.connect(
            f"{server.ws}/echo", subprotocols=[websockets.Subprotocol("chat.v1.html")]
        )
        assert late.subprotocol == "chat.v1.html"
        assert (await until_closed(late))[0] == 4503
        await slow


async def test_what_does_not_end_is_ended_at_the_deadline(serve):
    server = serve(drain_seconds=1)
    client = server.raw()
    client.sendall(b"GET /stream HTTP/1.1\r\nHost: localhost\r\n\r\n")
    deaf = server.stalled("/flood")
    started = time.monotonic()
    server.terminate()
    assert await exit_code(server) == 0
    assert 0.8 < time.monotonic() - started < 5
    client.close()
    deaf.close()


async def test_a_second_sigterm_ends_at_once(serve):
    server = serve()
    deaf = server.stalled("/flood")
    started = time.monotonic()
    server.terminate()
    await asyncio.sleep(0.5)
    assert server.process.poll() is None
    server.terminate()
    assert await exit_code(server) == 0
    assert time.monotonic() - started < 4
    deaf.close()


async def test_an_idle_server_ends_at_once(serve):
    server = serve()
    started = time.monotonic()
    server.terminate()
    assert await exit_code(server) == 0
    assert time.monotonic() - started < 3


async def test_stock_daphne_cuts_everybody_off(serve):
    server = serve("stock")
    client = await websockets.connect(f"{server.ws}/echo")
    server.terminate()
    assert (await until_closed(client))[0] == 1006

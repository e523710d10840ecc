"""The same application on another server: nothing in it may need ours."""

import asyncio

import httpx
import pytest
import websockets

from tests.server.test_closing import closed


@pytest.mark.parametrize("kind", ["ours", "uvicorn"])
async def test_an_application_runs_on_either_server(serve, kind):
    server = serve(kind)
    async with httpx.AsyncClient() as client:
        assert (await client.get(f"{server.http}/readyz")).json() == {"status": "ready"}
        assert (await client.post(f"{server.http}/echo", content=bytes(100_000))).json()["size"] == 100_000
    async with websockets.connect(f"{server.ws}/echo") as socket:
        for message in ("text", b"bytes"):
            await socket.send(message)
            assert await asyncio.wait_for(socket.recv(), 5) == message
    for code in (1008, 1013, 4401):
        assert (await closed(server, f"/close/{code}"))[0] == code


@pytest.mark.parametrize("kind", ["ours", "uvicorn"])
async def test_a_send_waits_for_a_reader_that_stopped_on_either_server(serve, kind):
    server = serve(kind)
    before = server.rss
    stalled = server.stalled("/flood")
    await asyncio.sleep(2)
    assert server.rss - before < 10_000_000
    stalled.close()

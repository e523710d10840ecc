"""The least a broadcast can be in ASGI: a set of `send` callables. Nobody is checked, nothing is kept."""

from collections.abc import Awaitable, Callable
from typing import Any

clients: set[Callable[[Any], Awaitable[None]]] = set()


async def application(scope, receive, send):
    assert (await receive())["type"] == "websocket.connect"
    await send({"type": "websocket.accept"})
    clients.add(send)
    try:
        while (message := await receive())["type"] == "websocket.receive":
            text = message["text"]
            for client in tuple(clients):
                await client({"type": "websocket.send", "text": text})
    finally:
        clients.discard(send)

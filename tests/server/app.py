"""The small application that the server's tests serve: what it does is chosen by the path."""

import asyncio
import json
import os

import psutil


async def application(scope, receive, send):
    name = scope["path"].strip("/").split("/")[0] or "echo"
    if scope["type"] == "http":
        await globals()[f"http_{name}"](scope, receive, send)
    else:
        await receive()
        await send({"type": "websocket.accept", "subprotocol": (scope["subprotocols"] or [None])[0]})
        await globals()[f"ws_{name}"](scope, receive, send)


async def answer(send, content):
    await send(
        {"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"application/json")]}
    )
    await send({"type": "http.response.body", "body": json.dumps(content).encode()})


async def http_scope(scope, receive, send):
    facts = {name: scope[name] for name in ("client", "scheme", "root_path", "path")}
    hosts = [value.decode() for name, value in scope["headers"] if name == b"host"]
    await answer(send, facts | {"hosts": hosts})


async def http_echo(scope, receive, send):
    """How many bytes the body had, and what the process weighs."""
    size, more = 0, True
    while more:
        message = await receive()
        size, more = size + len(message.get("body", b"")), message.get("more_body", False)
    await answer(send, {"size": size, "rss": psutil.Process(os.getpid()).memory_info().rss, "parked": PARKED})


async def http_slow(scope, receive, send):
    await asyncio.sleep(2)
    await answer(send, {"slow": True})


async def http_broken(scope, receive, send):
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"half", "more_body": True})
    raise RuntimeError("in the middle of an answer")


async def http_stream(scope, receive, send):
    """200 MB, unless the reader stops reading."""
    await send({"type": "http.response.start", "status": 200, "headers": []})
    for _ in range(3200):
        await send({"type": "http.response.body", "body": bytes(65536), "more_body": True})
    await send({"type": "http.response.body", "body": b""})


async def http_unchanged(scope, receive, send, status=304):
    """Says more than this status allows, in two parts."""
    await send({"type": "http.response.start", "status": status, "headers": []})
    await send({"type": "http.response.body", "body": b"HTTP/1.1 500 one\r\n", "more_body": True})
    await send({"type": "http.response.body", "body": b"two"})


async def http_nothing(scope, receive, send):
    await http_unchanged(scope, receive, send, 204)


PARKED = {"sent": 0, "done": 0, "received": 0}


async def ws_echo(scope, receive, send):
    while (message := await receive())["type"] == "websocket.receive":
        await send({"type": "websocket.send", **{k: v for k, v in message.items() if k in ("text", "bytes")}})


async def ws_scope(scope, receive, send):
    await send({"type": "websocket.send", "text": json.dumps({n: scope[n] for n in ("client", "scheme")})})
    await receive()


async def ws_close(scope, receive, send):
    """Close with the code in the path."""
    await send({"type": "websocket.close", "code": int(scope["path"].split("/")[2]), "reason": "as asked"})


async def ws_fail(scope, receive, send):
    raise RuntimeError("on purpose")


async def ws_leave(scope, receive, send):
    """Returns with the socket open."""


async def ws_flood(scope, receive, send):
    """Numbered frames of 16 KB, 200 MB together, one after the other."""
    for number in range(12_800):
        PARKED["sent"] = number
        await send({"type": "websocket.send", "text": f"{number:08}" + "x" * 16_376})
    PARKED["done"] += 1
    await receive()


async def ws_burst(scope, receive, send):
    """Numbered frames sent by as many tasks as there are frames, and a frame past them where it may."""
    await asyncio.gather(
        *(send({"type": "websocket.send", "text": f"{n:08}" + "x" * 8000}) for n in range(2000))
    )
    await send({"type": "websocket.close", "code": 4409})


async def ws_flood_then_close(scope, receive, send):
    """Fill the peer's and our buffers, then close with 4409."""
    for _ in range(2000):
        task = asyncio.ensure_future(send({"type": "websocket.send", "text": "x" * 16_384}))
        await asyncio.sleep(0)
        if not task.done():
            break
    await send({"type": "websocket.close", "code": 4409})
    while (await receive())["type"] != "websocket.disconnect":
        pass
    PARKED["done"] += 1


async def ws_deaf(scope, receive, send):
    """Takes nothing until the process is told; counts what was let in by the server afterwards."""
    await asyncio.sleep(3)
    while (await receive())["type"] == "websocket.receive":
        PARKED["received"] += 1

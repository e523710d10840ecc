"""A client as it should be: keeps one version a room, comes back with jitter, repeats what was not acknowledged."""

import asyncio
import contextlib
import json
import random
import uuid
from typing import Any

from websockets.exceptions import WebSocketException

from tests.chat.people import Person, browser
from tests.chat.room_log import EVENTS, Frame, RoomLog, parse
from tests.chat.socket import JSON, Socket
from tests.services.chat import ChatServer

FOR_GOOD = (4400, 4401, 4403)
TRY_AGAIN = ("unavailable", "rate_limited", "slow_mode")
LONGEST_PAUSE = 2.0  # seconds


class Refused(Exception):
    """The server's `error` to a send that trying again would not help."""


class _Listening(Socket):
    """Hands each frame on instead of keeping it: a long run would fill the memory."""

    on_frame: Any = None

    async def _read(self) -> None:
        with contextlib.suppress(WebSocketException):
            async for data in self.connection:
                for line in str(data).split("\n"):
                    if line:
                        self.on_frame(parse(line))
        self.closed = self.connection.close_code or 1006


class Client:
    """`async with Client(server, person) as client`, then `follow` rooms, `send`, read `client.rooms[slug]`."""

    def __init__(self, server: ChatServer, person: Person, protocol: str = JSON) -> None:
        self.server = server
        self.person = person
        self.protocol = protocol
        self.rooms: dict[str, RoomLog] = {}
        self.acks: dict[str, Frame] = {}
        self.closings: list[int] = []
        self._pending: dict[str, tuple[str, asyncio.Future[Frame]]] = {}
        self._socket: Socket | None = None
        self._work: set[asyncio.Task[None]] = set()
        self._staying: asyncio.Task[None] | None = None
        self._news = asyncio.Event()

    # -- connection ------------------------------------------------------------------------------

    async def __aenter__(self) -> "Client":
        self._staying = asyncio.create_task(self._stay())
        return self

    async def __aexit__(self, *error: object) -> None:
        if self._staying is not None:
            self._staying.cancel()
            await asyncio.gather(self._staying, *self._work, return_exceptions=True)
        if self._socket is not None:
            await self._socket.close()

    async def _stay(self) -> None:
        failures = 0
        while True:
            try:
                await self._visit()
                failures = 0
                if self.closings[-1] in FOR_GOOD:
                    return
            except (OSError, WebSocketException):
                failures += 1
            await asyncio.sleep(random.uniform(0, min(LONGEST_PAUSE, 0.05 * 2**failures)))

    async def _visit(self) -> None:
        connected = await _Listening.open(self.server, self.person, self.protocol)
        self._socket = connected
        connected.on_frame = self._take  # set before the reader first runs
        for log in self.rooms.values():
            await self._subscribe(log)
        for text, _ in list(self._pending.values()):
            await self._say(text)
        self.closings.append(await connected.closing(86_400))
        for log in self.rooms.values():
            log.live = False
        self._socket = None
        await connected.close()

    async def cut(self) -> None:
        """Lose the network: nothing said, nothing heard; it comes back by itself."""
        if self._socket is not None:
            await self._socket.cut()

    async def _say(self, text: str) -> None:
        if self._socket is not None:
            with contextlib.suppress(WebSocketException, OSError):
                await self._socket.connection.send(text)

    def _behind(self, work: Any) -> None:
        task = asyncio.ensure_future(work)
        self._work.add(task)
        task.add_done_callback(self._work.discard)

    # -- rooms -----------------------------------------------------------------------------------

    async def follow(self, room: str, after: int | None = None, epoch: str | None = None) -> RoomLog:
        """Keep up with a room, from a version on or from now; returns once it is live."""
        log = self.rooms.setdefault(room, RoomLog(room, after, epoch))
        await self._subscribe(log)
        await self.until(lambda: log.live, 30, f"{room} to be live")
        return log

    async def _subscribe(self, log: RoomLog) -> None:
        log.live = False
        log.visit += 1
        await self._say(
            json.dumps({"type": "subscribe", "room": log.room, "after": log.version, "epoch": log.epoch})
        )

    async def until(self, condition: Any, seconds: float, what: str) -> None:
        async with asyncio.timeout(seconds):
            while not condition():
                self._news.clear()
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._news.wait(), 0.2)

    async def has(self, room: str, version: int, seconds: float = 30) -> None:
        """Wait until this client has everything up to a version."""
        await self.until(lambda: (self.rooms[room].version or 0) >= version, seconds, f"version {version}")

    def _take(self, frame: Frame) -> None:
        kind, log = frame["type"], self.rooms.get(frame.get("room", ""))
        if kind in ("ack", "error") and frame.get("client_id") in self._pending:
            self._answered(frame)
        elif log is not None and kind in EVENTS:
            if log.hear(frame) == "hole" and log.live:
                self._behind(self._subscribe(log))
        elif log is not None:
            self._placed(log, frame)
        self._news.set()

    def _placed(self, log: RoomLog, frame: Frame) -> None:
        """What says where the room stands."""
        match frame["type"]:
            case "subscribed" if log.version is None or frame["version"] <= log.version:
                log.arrive(frame)
                log.live = True
            case "gap":
                log.gaps += 1
                self._behind(self._page(log))
            case "reset":
                log.forget()
                self._behind(self._page(log))
            case "head" if log.live and frame["version"] > (log.version or 0):
                self._behind(self._subscribe(log))

    async def _page(self, log: RoomLog) -> None:
        """Too much missed for a socket: page it over HTTP, then go on from there."""
        log.live = False
        async with browser(self.server, self.person) as pages:
            more = True
            while more:
                query = {"after": str(log.version or 0), "limit": "1000"}
                answer = await pages.get(f"/rooms/{log.room}/changes/", params=query)
                lines = [parse(line) for line in answer.text.splitlines()]
                log.visit += 1
                for frame in lines[:-1]:
                    log.hear(frame)
                more = lines[-1]["type"] == "gap"
            log.arrive(lines[-1])
        await self._subscribe(log)

    # -- sending ---------------------------------------------------------------------------------

    async def send(self, room: str, body: str, client_id: str | None = None, **rest: Any) -> Frame:
        """The `ack`, however often it takes; raises Refused."""
        client_id = client_id or str(uuid.uuid4())
        frame = {"type": "send", "room": room, "client_id": client_id, "body": body, **rest}
        future: asyncio.Future[Frame] = asyncio.get_running_loop().create_future()
        self._pending[client_id] = (json.dumps(frame), future)
        await self._say(self._pending[client_id][0])
        return await future

    def _answered(self, frame: Frame) -> None:
        text, future = self._pending[frame["client_id"]]
        if frame["type"] == "error" and frame["code"] in TRY_AGAIN:
            self._behind(self._again(text, float(frame.get("retry_after", 1))))
            return
        del self._pending[frame["client_id"]]
        if frame["type"] == "error":
            future.set_exception(Refused(frame["code"]))
            return
        self.acks[frame["client_id"]] = frame
        future.set_result(frame)

    async def _again(self, text: str, seconds: float) -> None:
        await asyncio.sleep(seconds)
        await self._say(text)

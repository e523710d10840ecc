"""A room as it happens, over the JSON subprotocol (docs/protocol.md): whatever breaks, nothing is missed."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from typing import Any, cast

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake, WebSocketException

from chatclient.errors import ChatError, Reset
from chatclient.retrying import pause
from chatclient.shapes import Change

FOR_GOOD = {4400: "protocol", 4401: "unauthenticated", 4403: "forbidden"}
PASSING = ("unavailable", "rate_limited")
type Pages = Callable[[str, int, str | None], AsyncIterator[Change]]


class Follow:
    """`async for change in follow`. After each, `version` and `epoch` say how far you are: keep them to go on later.

    Raises Reset when what was known proves nothing any more, ChatError when the room or the token is gone.
    """

    def __init__(
        self,
        address: str,
        token: str,
        room: str,
        version: int | None,
        epoch: str | None,
        changes: Pages,
        *,
        trust_env: bool = True,
    ) -> None:
        self.room = room
        self.version = version
        self.epoch = epoch
        self._changes = changes
        self._options: dict[str, Any] = {
            "uri": address,
            "additional_headers": {"Authorization": f"Bearer {token}"},
            "subprotocols": ["chat.v1.json"],
            "max_size": None,
        }
        if not trust_env:
            self._options["proxy"] = None
        self._failures = 0
        self._asked = False  # for a catch-up that has not come to its end

    async def __aiter__(self) -> AsyncIterator[Change]:
        while True:
            try:
                async with connect(**self._options) as socket:
                    async for change in self._visit(socket):
                        yield change
            except ConnectionClosed as closed:
                self._check(closed.rcvd.code if closed.rcvd else None)
            except (OSError, TimeoutError, InvalidHandshake, WebSocketException):
                pass  # the network, or a server that is starting
            await asyncio.sleep(pause(self._failures))
            self._failures += 1

    async def _visit(self, socket: ClientConnection) -> AsyncIterator[Change]:
        await self._subscribe(socket)
        async for text in socket:
            for line in str(text).split("\n"):
                async for change in self._take(socket, json.loads(line)):
                    yield change

    async def _subscribe(self, socket: ClientConnection) -> None:
        asked = {"type": "subscribe", "room": self.room, "after": self.version, "epoch": self.epoch}
        self._asked = True
        await socket.send(json.dumps(asked))

    async def _take(  # noqa: C901 (one line a case)
        self, socket: ClientConnection, frame: dict[str, Any]
    ) -> AsyncIterator[Change]:
        """What one line means: a change to hand on, a place to note, or something to be done about a hole."""
        match frame:
            case {"type": "error"}:
                await self._complain(socket, frame)
            case {"room": room} if room != self.room:
                pass
            case {"type": "subscribed"}:
                self._arrive(frame)
            case {"type": "reset"}:
                raise Reset(self.room)
            case {"type": "gap"}:
                async for change in self._changes(self.room, self.version or 0, self.epoch):
                    self.version = change["version"]
                    yield change
                self.version = max(self.version or 0, frame["head"])
            case {"type": "head", "version": version}:
                await self._mend(socket, version)
            case {"version": version, "prev": prev} if self.version is not None:
                if prev > self.version:
                    await self._mend(socket, prev)
                elif version > self.version:
                    self.version = version
                    yield cast(Change, frame)

    async def _mend(self, socket: ClientConnection, version: int) -> None:
        """Ask again from where we are, once, when the room is further than that."""
        if self.version is not None and version > self.version and not self._asked:
            await self._subscribe(socket)

    def _arrive(self, frame: dict[str, Any]) -> None:
        """The catch-up is over; where nothing was known before, this is where knowing begins."""
        self._failures, self._asked = 0, False
        self.epoch = frame["epoch"]
        if self.version is None:
            self.version = frame["version"]

    async def _complain(self, socket: ClientConnection, frame: dict[str, Any]) -> None:
        if frame["code"] not in PASSING:
            raise ChatError(frame["code"], frame["detail"], retry_after=frame.get("retry_after"))
        await asyncio.sleep(pause(self._failures, frame.get("retry_after")))
        await self._subscribe(socket)

    def _check(self, code: int | None) -> None:
        if code in FOR_GOOD:
            raise ChatError(FOR_GOOD[code], f"The server closed the socket with {code}.")

"""One socket as it is: says what a test wants said, records every frame, waits for one that matches."""

import asyncio
import json
import time
import uuid
from collections.abc import Mapping
from typing import Any, Self

import websockets
from websockets.asyncio.client import ClientConnection, connect

from tests.chat.people import Person
from tests.services.chat import ChatServer

JSON = "chat.v1.json"
HTML = "chat.v1.html"
type Frame = dict[str, Any]


class Socket:
    """Frames are in `frames` as they came, with the seconds of their arrival in `times`."""

    def __init__(self, connection: ClientConnection) -> None:
        self.connection = connection
        self.frames: list[Frame] = []
        self.times: list[float] = []
        self.lines_a_frame: list[int] = []
        self.closed: int | None = None
        self._news = asyncio.Event()
        self._reading = asyncio.create_task(self._read())

    @classmethod
    async def open(
        cls,
        server: ChatServer,
        person: Person | None,
        protocol: str | None = JSON,
        *,
        cookie: bool = False,
        headers: Mapping[str, str] | None = None,
    ) -> Self:
        """By token, as a program; or by cookie, from our own page's origin, as a browser."""
        origin = server.url if cookie or person is None else None
        proof = (person.cookie if cookie else person.bearer) if person else {}
        connection = await connect(
            server.socket_url,
            origin=origin,  # type: ignore[arg-type]
            subprotocols=[protocol] if protocol else None,  # type: ignore[list-item]
            additional_headers={**proof, **(headers or {})},
            proxy=None,
            max_size=None,
            max_queue=None,
            ping_interval=None,
            compression=None,
        )
        return cls(connection)

    async def _read(self) -> None:
        try:
            async for data in self.connection:
                lines = [line for line in str(data).split("\n") if line]
                self.lines_a_frame.append(len(lines))
                for line in lines:
                    self.frames.append(json.loads(line))
                    self.times.append(time.monotonic())
                self._news.set()
        except websockets.ConnectionClosed:
            pass
        finally:
            self.closed = self.connection.close_code or 1006
            self._news.set()

    async def say(self, **frame: Any) -> None:
        await self.connection.send(json.dumps(frame))

    async def hear(self, kind: str, *, since: int = 0, seconds: float = 5, **fields: Any) -> Frame:
        """The first frame of this type and with these fields, from the `since`th on."""
        wanted = {"type": kind, **fields}
        deadline = asyncio.get_running_loop().time() + seconds
        while True:
            for frame in self.frames[since:]:
                if wanted.items() <= _flat(frame).items():
                    return frame
            since = len(self.frames)
            self._news.clear()
            await self._wait(deadline, f"{wanted}")

    async def _wait(self, deadline: float, what: str) -> None:
        left = deadline - asyncio.get_running_loop().time()
        if self.closed is not None:
            raise AssertionError(f"the socket closed with {self.closed} before {what}")
        try:
            await asyncio.wait_for(self._news.wait(), max(left, 0.001))
        except TimeoutError:
            seen = [frame["type"] for frame in self.frames[-8:]]
            raise AssertionError(f"never heard {what}; the last frames were {seen}") from None

    async def subscribe(self, room: str, after: int | None = None, epoch: str | None = None) -> Frame:
        """The `subscribed` frame."""
        since = len(self.frames)
        await self.say(type="subscribe", room=room, after=after, **({"epoch": epoch} if epoch else {}))
        return await self.hear("subscribed", room=room, since=since)

    async def send(self, room: str, body: str, client_id: str | None = None, **rest: Any) -> Frame:
        """Send a message; its `ack` or its `error`."""
        client_id = client_id or str(uuid.uuid4())
        since = len(self.frames)
        await self.say(type="send", room=room, client_id=client_id, body=body, **rest)
        return await self.answer(client_id, since)

    async def answer(self, client_id: str, since: int = 0) -> Frame:
        """What the server said to this client_id."""
        deadline = asyncio.get_running_loop().time() + 10
        while True:
            for frame in self.frames[since:]:
                if frame["type"] in ("ack", "error") and frame.get("client_id") == client_id:
                    return frame
            self._news.clear()
            await self._wait(deadline, f"an answer to {client_id}")

    async def error(self, text: str | None = None, **frame: Any) -> Frame:
        """Say something wrong; the `error` it is answered with."""
        since = len(self.frames)
        await self.connection.send(text if text is not None else json.dumps(frame))
        return await self.hear("error", since=since)

    async def settle(self) -> int:
        """Everything said before has been dealt with: a ping came back. The number of frames so far."""
        since = len(self.frames)
        await self.say(type="ping")
        await self.hear("pong", since=since)
        return len(self.frames)

    async def closing(self, seconds: float = 5) -> int:
        """Wait until the server has closed it; the code."""
        await asyncio.wait_for(asyncio.shield(self._reading), seconds)
        assert self.closed is not None
        return self.closed

    def of(self, *kinds: str, since: int = 0) -> list[Frame]:
        return [frame for frame in self.frames[since:] if frame["type"] in kinds]

    async def close(self) -> None:
        await self.connection.close()
        await self._reading

    async def cut(self) -> None:
        """As a lost network: no closing handshake."""
        self.connection.transport.abort()
        await self._reading

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *error: object) -> None:
        await self.close()


def _flat(frame: Frame) -> dict[str, Any]:
    return {name: value for name, value in frame.items() if not isinstance(value, dict | list)}

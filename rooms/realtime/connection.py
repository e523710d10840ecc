"""One socket as the hub sees it: it takes texts at once, or falls behind by itself (R6)."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from sys import getsizeof

from accounts.auth import Identity
from accounts.models import User
from rooms.realtime.counters import COUNTERS
from rooms.realtime.unseen import Unseen
from rooms.wire.events import encode
from rooms.wire.shapes import Shape

TOO_SLOW = 4409
MOST_UNREAD = 1024 * 1024  # characters that a client that sends `seen` may leave unconfirmed
# Bytes of memory waiting for one socket before it is closed. With what is on its way out of here (a joined
# text, and as much and 64 KB more in the transport) a stalled socket costs less than 1 MB (R6).
MOST_WAITING = 768 * 1024
JOINED = 64 * 1024  # bytes of waiting texts that leave as one frame

type Send = Callable[[dict[str, object]], Awaitable[None]]


@dataclass(slots=True, frozen=True)
class Person:
    """Who is behind a socket, as far as the hub needs to know."""

    id: int
    username: str
    name: str

    @classmethod
    def of(cls, user: User) -> "Person":
        return cls(user.pk, user.username, user.display_name)

    def shape(self) -> Shape:
        return {"username": self.username, "name": self.name}


class Connection:
    """A socket's outgoing half. `form` is "html" or "json"; nothing here ever waits for the reader."""

    __slots__ = (
        "_backlog",
        "_send",
        "_sending",
        "_waiting",
        "chosen",
        "closed",
        "form",
        "identity",
        "person",
        "rooms",
        "unseen",
        "watching",
    )

    def __init__(
        self, send: Send, form: str, identity: Identity, chosen: frozenset[str] | None = None
    ) -> None:
        self._send = send
        self._backlog: list[str] = []
        self._waiting = 0
        self._sending: asyncio.Task[None] | None = None
        self.closed: int | None = None
        self.form = form
        self.identity = identity
        self.chosen = chosen  # slugs: the rooms of a token that was made for some only
        self.person = Person.of(identity.user)
        self.rooms: set[int] = set()  # subscribed
        self.watching: set[int] = set()  # member of, for the sidebar
        self.unseen: Unseen | None = None  # only for clients that send `seen`

    @property
    def lagging(self) -> bool:
        """The last text has not gone out yet; what comes now waits behind it."""
        return self._sending is not None

    def reaches(self, room: str) -> bool:
        return self.chosen is None or room in self.chosen

    def say(self, frame: Shape) -> None:
        self.deliver(encode(frame))

    def deliver(self, text: str) -> None:
        """Send at once if the socket takes it at once; otherwise keep it, up to `MOST_WAITING`."""
        if self.closed is not None:
            return
        if self._sending is None:
            self._start({"type": "websocket.send", "text": text})
        else:
            self._keep(text)

    def hint(self, text: str) -> None:
        """As `deliver`, for what may be lost: typing and presence are the first to go."""
        if self._sending is None:
            self.deliver(text)

    def close(self, code: int) -> None:
        """Close with this code. Whatever still waits is dropped: numbers tell the client what it lacks."""
        if self.closed is not None:
            return
        self.closed = code
        COUNTERS.closes[code] += 1
        self._backlog.clear()
        if self._sending is not None:
            self._sending.cancel()
        self._start({"type": "websocket.close", "code": code})

    def gone(self) -> None:
        """The transport is closed: nothing more is sent."""
        self.closed = self.closed or 1006
        self._backlog.clear()

    def sent(self, room: str, version: int, size: int) -> None:
        """Count what a client that sends `seen` has not confirmed; too much of it is too slow."""
        if self.unseen is not None:
            self.unseen.sent(room, version, size)
            if self.unseen.size > MOST_UNREAD:
                self.close(TOO_SLOW)

    def seen(self, room: str, version: int) -> None:
        if self.unseen is None:
            self.unseen = Unseen()
        self.unseen.seen(room, version)

    def _start(self, message: dict[str, object]) -> None:
        loop = asyncio.get_running_loop()
        task = asyncio.Task(self._push(message), loop=loop, eager_start=True)
        self._sending = None if task.done() else task

    async def _push(self, message: dict[str, object]) -> None:
        await self._send(message)
        while self._backlog:
            await self._send({"type": "websocket.send", "text": self._next()})
        self._sending = None

    def _next(self) -> str:
        """The texts that have waited longest, joined; always at least one."""
        size = number = 0
        while number < len(self._backlog) and size < JOINED:
            size += getsizeof(self._backlog[number])
            number += 1
        texts, self._backlog = self._backlog[:number], self._backlog[number:]
        self._waiting -= size
        return "\n".join(texts)

    def _keep(self, text: str) -> None:
        self._backlog.append(text)
        self._waiting += getsizeof(text)
        if self._waiting > MOST_WAITING:
            self.close(TOO_SLOW)

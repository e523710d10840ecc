"""A client that keeps the protocol's rules about numbers, and records what it was told."""

import asyncio
import json
import random
from collections.abc import Callable
from contextlib import suppress
from functools import lru_cache
from typing import Any

from tests.chat.people import Person
from tests.faults.wire import Wire, dial

STOP = {4400, 4401, 4403}
type Frame = dict[str, Any]
type Ports = Callable[[], list[int]]


@lru_cache(maxsize=512)
def decode(payload: bytes) -> list[Frame]:
    """A frame's lines. A thousand readers get the same bytes: parsed once, never changed."""
    return [decode_line(line) for line in payload.split(b"\n") if line]


@lru_cache(maxsize=4096)
def decode_line(line: bytes) -> Frame:
    """Those who come back get the same lines, each from where they were."""
    frame: Frame = json.loads(line)
    return frame


class Client:
    """One socket in one room; `ports` are the web processes it may choose from. It reconnects until `leave`."""

    def __init__(self, person: Person, room: str, ports: Ports) -> None:
        self.person = person
        self.room = room
        self.ports = ports
        self.confirms = False  # says `seen`
        self.small_buffers = False
        self.wire: Wire | None = None
        self.version: int | None = None
        self.start: int | None = None  # the version it began at
        self.epoch: str | None = None
        self.connected = asyncio.Event()
        self.current = asyncio.Event()  # subscribed and caught up
        self.versions: dict[int, int] = {}  # by seq, the latest version of each message it was told of
        self.created: list[tuple[int, int]] = []  # (seq, version) of new messages, in the order they came
        self.applied: set[int] = set()
        self.duplicated = self.reordered = self.skipped = self.gaps = 0
        self.closes: list[int] = []
        self.connects = 0
        self.answers: dict[str, asyncio.Future[Frame]] = {}
        self.may_return = asyncio.Event()  # cleared: once closed, it stays away
        self.may_return.set()
        self._catching_up = False
        self._leaving = False
        self._turn = random.randrange(100)
        self._task: asyncio.Task[None] | None = None
        self._ended = asyncio.Event()

    def __str__(self) -> str:
        port = self.wire.port if self.wire is not None else None
        return f"{self.person.username} on {port}, {'current' if self.current.is_set() else 'not current'}"

    # -- the connection ----------------------------------------------------------------------------

    def enter(self) -> None:
        self._task = asyncio.create_task(self._stay())

    async def leave(self) -> None:
        self._leaving = True
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task
        if self.wire is not None:
            self.wire.transport.abort()

    async def _stay(self) -> None:
        failures = 0
        while not self._leaving:
            try:
                await self._connect()
                failures = 0
            except OSError:
                failures += 1
                await asyncio.sleep(random.uniform(0, min(0.5 * 2**failures, 4)))
                continue
            await self._ended.wait()
            code = self.closes[-1]
            if code in STOP:
                return
            await asyncio.sleep(random.uniform(0, 0.05 if code == 4503 else 1))
            await self.may_return.wait()

    async def _connect(self) -> None:
        self._ended.clear()
        ports = self.ports()
        self._turn += 1  # after a failure another one, as from behind a load balancer that looks
        port = ports[self._turn % len(ports)]
        wire = await dial(port, self.person.token, self._heard, self._gone, small_buffers=self.small_buffers)
        self.wire = wire
        self.connects += 1
        self.connected.set()
        if wire.ended is None:
            self.subscribe()
        else:  # closed with the handshake's answer, as a draining server does
            self._gone(wire.ended)

    def _gone(self, code: int) -> None:
        if self.wire is None:
            return  # during the handshake: `_connect` deals with it
        self.wire = None
        self.connected.clear()
        self.closes.append(code)
        self.current.clear()
        self._ended.set()
        for answer in self.answers.values():
            if not answer.done():
                answer.set_result({"type": "error", "code": "disconnected"})

    def subscribe(self) -> None:
        self._catching_up = True
        self.current.clear()
        frame = {"type": "subscribe", "room": self.room, "after": self.version, "epoch": self.epoch}
        self.say({name: value for name, value in frame.items() if value is not None or name == "after"})

    def has(self, version: int, elsewhere_than: int = 0) -> bool:
        """It is connected, to another port than that, and was told everything up to this version."""
        told = self.version is not None and self.version >= version
        return told and self.wire is not None and self.wire.port != elsewhere_than

    def say(self, frame: Frame) -> None:
        if self.wire is not None:
            self.wire.say(json.dumps(frame))

    # -- what it is told ---------------------------------------------------------------------------

    def _heard(self, payload: bytes) -> None:
        if self._leaving:
            return
        for frame in decode(payload):
            if "prev" in frame:
                self._take(frame)
            else:
                self._note(frame)
        if self.confirms and self.version is not None:
            self.say({"type": "seen", "room": self.room, "version": self.version})

    def _note(self, frame: Frame) -> None:
        match frame["type"]:
            case "subscribed":
                self._subscribed(frame)
            case "head" if frame["room"] == self.room and self.version is not None:
                if frame["version"] > self.version and not self._catching_up:
                    self.skipped += 1
                    self.subscribe()
            case "ack" | "error" if answer := self.answers.get(frame.get("client_id", "")):
                if not answer.done():
                    answer.set_result(frame)
            case "gap" | "reset":
                self.gaps += 1

    def _subscribed(self, frame: Frame) -> None:
        if self.version is None:
            self.version = self.start = frame["version"]
        elif frame["version"] > self.version:
            self.skipped += 1
        self.epoch = frame["epoch"]
        self._catching_up = False
        self.current.set()

    def _take(self, frame: Frame) -> None:
        version = frame["version"]
        if self.version is None:
            return
        if version <= self.version:
            if version in self.applied:
                self.duplicated += 1
            else:
                self.reordered += 1
        elif frame["prev"] > self.version:
            if not self._catching_up:
                self.skipped += 1
                self.subscribe()
        else:
            self._apply(frame, version)

    def _apply(self, frame: Frame, version: int) -> None:
        self.version = version
        self.applied.add(version)
        message = frame.get("message")
        if message is None:
            return
        seq = message["seq"]
        if frame["type"] == "message.created":
            if seq in self.versions:
                self.duplicated += 1
            self.created.append((seq, version))
        self.versions[seq] = version

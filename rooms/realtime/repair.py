"""Closing holes from the database: one query round for the whole process, however many rooms.

A hub that misses a version waits 50 ms for it, then reads. Every 2 s it compares its live rooms' heads, so
a layer that lost everything delays a reader by no more than that (R4), and a restored database is noticed.
"""

import asyncio
from typing import TYPE_CHECKING

import structlog

from chatapp.database import in_database
from rooms.queries.heads import heads, missed, who_may_read
from rooms.realtime.live_room import HOLE_PATIENCE, LiveRoom
from rooms.wire.events import encode, gap

if TYPE_CHECKING:
    from rooms.realtime.hub import Hub

logger = structlog.get_logger(__name__)
FARTHEST = 1000  # changes; a hub farther behind tells its readers to page them
INTERVAL = 2.0  # seconds between two looks at the heads


class Repair:
    def __init__(self, hub: "Hub") -> None:
        self._hub = hub
        self._epoch: str | None = None
        self._behind: dict[int, int] = {}  # room id: a version that is known to exist
        self._wake = asyncio.Event()
        self.fills = 0

    async def run(self) -> None:
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._watch_heads())
            tasks.create_task(self._fill_holes())

    def ask(self, room: LiveRoom) -> None:
        """A room lacks versions before one it has: fill them unless they come by themselves."""
        self._note(room.id, max(room.early))

    def _note(self, room_id: int, version: int) -> None:
        self._behind[room_id] = max(version, self._behind.get(room_id, 0))
        self._wake.set()

    async def _watch_heads(self) -> None:
        while True:
            await asyncio.sleep(INTERVAL)
            if not self._hub.rooms:
                self._epoch = None  # nobody here has noted anything
            else:
                try:
                    await self._compare()
                except Exception as error:
                    logger.warning("heads_failed", error=repr(error))

    async def _compare(self) -> None:
        epoch, found = await in_database(heads, list(self._hub.rooms))
        if self._epoch not in (None, epoch):
            self._reset()
        self._epoch = epoch
        for room_id, (version, _last_seq) in found.items():
            room = self._hub.rooms.get(room_id)
            if room is not None and room.version is not None and room.version < version:
                self._note(room_id, version)

    def _reset(self) -> None:
        """The database is another one now: versions noted before prove nothing."""
        for room in list(self._hub.rooms.values()):
            text = encode({"type": "reset", "room": room.slug})
            for connection in room.connections():
                connection.deliver(text)
                self._hub.leave(connection, room.id)

    async def _fill_holes(self) -> None:
        while True:
            await self._wake.wait()
            await asyncio.sleep(HOLE_PATIENCE)
            self._wake.clear()
            behind, self._behind = self._behind, {}
            try:
                await self._fill(behind)
            except Exception as error:
                logger.warning("fill_failed", error=repr(error))
                await asyncio.sleep(1)

    async def _jump(self, room: LiveRoom, version: int) -> None:
        """Pass over what is too much to send. Who was put out meanwhile is out before it is told (S2)."""
        asked = {connection.person.id for connection in room.connections()}
        room.keep(await in_database(who_may_read, room.id, asked))
        if room.version is not None and room.version < version:
            room.receive(gap(room.id, room.slug, room.version, version))

    async def _fill(self, behind: dict[int, int]) -> None:
        after = {}
        for room_id, version in behind.items():
            room = self._hub.rooms.get(room_id)
            if room is not None and room.version is not None and room.version < version:
                if version - room.version > FARTHEST:
                    await self._jump(room, version)
                else:
                    after[room_id] = room.version
        if not after:
            return
        self.fills += 1
        for room_id, events in (await in_database(missed, after)).items():
            room = self._hub.rooms.get(room_id)
            if room is not None:
                room.fill(events)
                if events and room.version is not None and room.version < behind[room_id]:
                    self._note(room_id, behind[room_id])

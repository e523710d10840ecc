"""The hub: one per process (per event loop). Channels between processes, memory inside one.

It joins `room.<id>` on the channel layer once for each room somebody here looks at, and hands every event
to those sockets itself. `activity` carries, for all rooms together, what sidebars need; `control` says who
must go.
"""

import asyncio
import uuid
from typing import Any

from accounts import control
from accounts.models import User
from chatapp.gathering import Gathering, in_one_hop
from chatapp.loops import PerLoop
from rooms.access import Access, enter_all
from rooms.queries.catch_up import Asked, CatchUp, catch_up_all
from rooms.queries.welcome import Welcome, welcome_all
from rooms.realtime import publish
from rooms.realtime.activity import Activity
from rooms.realtime.connection import Connection
from rooms.realtime.counters import COUNTERS
from rooms.realtime.live_room import LiveRoom
from rooms.realtime.presence import Presence
from rooms.realtime.reads import Reads
from rooms.realtime.relay import Layered, Relay
from rooms.realtime.repair import Repair
from rooms.realtime.revocation import Revocation
from rooms.realtime.sidebar import Sidebar
from rooms.wire.events import Event
from rooms.wire.shapes import Shape

HEARTBEAT = 25  # seconds


class Hub:
    """Everything one process knows about its sockets. All methods run in its event loop."""

    def __init__(self) -> None:
        self.id = uuid.uuid4().hex
        self.rooms: dict[int, LiveRoom] = {}
        self._by_slug: dict[str, LiveRoom] = {}
        self.connections: dict[int, set[Connection]] = {}  # by user id
        self.sidebar = Sidebar()
        self.relay = Relay(self._on_layer)
        self.presence = Presence(self._announce_presence)
        self.activity = Activity(self)
        self.repair = Repair(self)
        self.revocation = Revocation(self)
        self.reads = Reads(self.activity)
        self.welcomes = Gathering[Any, Welcome](in_one_hop(welcome_all))
        self.places = Gathering[tuple[User, str], Access](in_one_hop(enter_all))
        self.catch_ups = Gathering[Asked, CatchUp](in_one_hop(catch_up_all))
        self._loop = asyncio.get_running_loop()
        self._task: asyncio.Task[None] | None = None

    # -- life ------------------------------------------------------------------------------------

    def start(self) -> None:
        publish.attach(self._from_any_thread)
        self._task = self._loop.create_task(self._run())

    async def stop(self) -> None:
        publish.detach(self._from_any_thread)
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _run(self) -> None:
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self.relay.run())
            tasks.create_task(self.repair.run())
            tasks.create_task(self.revocation.run())
            tasks.create_task(self._beat())
            tasks.create_task(self.relay.join(control.GROUP))
            tasks.create_task(self.relay.join(Activity.GROUP))

    async def _beat(self) -> None:
        while True:
            await asyncio.sleep(HEARTBEAT)
            for room in list(self.rooms.values()):
                room.head()
                self.presence.renew(room.id)
            for connection in self.everyone():
                if not connection.rooms:
                    connection.say({"type": "pong"})

    # -- sockets ---------------------------------------------------------------------------------

    def everyone(self) -> list[Connection]:
        return [connection for group in self.connections.values() for connection in group]

    def of(self, user_id: int) -> list[Connection]:
        return list(self.connections.get(user_id, ()))

    def connect(self, connection: Connection, memberships: list[int]) -> None:
        self.connections.setdefault(connection.person.id, set()).add(connection)
        self.sidebar.watch(connection, memberships)

    def disconnect(self, connection: Connection) -> None:
        connection.gone()
        for room_id in list(connection.rooms):
            self.leave(connection, room_id)
        self.sidebar.unwatch(connection, connection.watching)
        mine = self.connections.get(connection.person.id)
        if mine is not None:
            mine.discard(connection)
            if not mine:
                del self.connections[connection.person.id]

    # -- rooms -----------------------------------------------------------------------------------

    def find(self, slug: str) -> LiveRoom | None:
        """The live room with this slug, if somebody here looks at it."""
        return self._by_slug.get(slug)

    async def enter(self, room_id: int, slug: str) -> LiveRoom:
        """This process's live room, joined on the layer (for at most a second of waiting)."""
        while True:
            room = self.rooms.get(room_id)
            if room is None:
                room = self.rooms[room_id] = LiveRoom(room_id, slug, self.repair.ask, self.leave)
                self._by_slug[slug] = room
            await self.relay.join(publish.group(room_id))
            if self.rooms.get(room_id) is room:  # else its last reader left while this one waited
                return room

    def leave(self, connection: Connection, room_id: int) -> None:
        room = self.rooms.get(room_id)
        if room is None or not room.holds(connection):
            return
        room.leave(connection)
        self.presence.go(room_id, connection.person)
        if not len(room):
            del self.rooms[room_id], self._by_slug[room.slug]
            self.presence.forget(room_id)
            self.relay.leave(publish.group(room_id))

    def typing(self, connection: Connection, room_id: int) -> None:
        """Tell the others, here and in the other processes, that somebody is typing."""
        room = self.rooms.get(room_id)
        if room is not None and room_id in connection.rooms:
            user = connection.person.shape()
            self._show_typing(room_id, user)
            message: Layered = {"type": "typing", "origin": self.id, "room_id": room_id, "user": user}
            self.relay.post(publish.group(room_id), message)

    def _show_typing(self, room_id: int, user: Shape) -> None:
        room = self.rooms.get(room_id)
        if room is not None:
            room.hint({"type": "typing", "room": room.slug, "user": user}, unless=str(user["username"]))

    def _announce_presence(self, room_id: int, people: list[Shape]) -> None:
        message: Layered = {"type": "presence", "origin": self.id, "room_id": room_id, "users": people}
        self.relay.post(publish.group(room_id), message)
        self._show_presence(room_id)

    def _show_presence(self, room_id: int) -> None:
        room = self.rooms.get(room_id)
        if room is not None:
            room.hint(self.presence.frame(room_id, room.slug))

    # -- events ----------------------------------------------------------------------------------

    def _from_any_thread(self, events: list[Event]) -> None:
        self._loop.call_soon_threadsafe(self._committed_here, events)

    def _committed_here(self, events: list[Event]) -> None:
        """Own readers first, the layer behind."""
        COUNTERS.committed += len(events)
        by_room: dict[int, list[Event]] = {}
        for event in events:
            self._hand_on(event)
            self.activity.note(event)
            by_room.setdefault(event.room_id, []).append(event)
        for room_id, batch in by_room.items():
            packed = [event.packed() for event in batch]
            self.relay.post(publish.group(room_id), {"type": "events", "origin": self.id, "events": packed})

    def _hand_on(self, event: Event) -> None:
        room = self.rooms.get(event.room_id)
        if room is not None:
            room.receive(event)

    def _on_layer(self, message: Layered) -> None:
        if message.get("origin") == self.id:
            return
        match message:
            case {"type": "events", "events": list(packed)}:
                self._from_elsewhere(packed)
            case {"type": "typing", "room_id": int(room_id), "user": dict(user)}:
                self._show_typing(room_id, user)
            case {"type": "presence", "room_id": int(room_id), "origin": str(origin), "users": list(users)}:
                self.presence.heard(room_id, origin, users)
                self._show_presence(room_id)
            case {"type": "activity"}:
                self.activity.heard(message)
            case {"type": "control"}:
                self.revocation.heard(message)
            case {"type": "notice", "user_id": int(user_id), "frame": dict(frame)}:
                self._notify(user_id, frame)

    def _from_elsewhere(self, packed: list[dict[str, Any]]) -> None:
        COUNTERS.heard += len(packed)
        for fields in packed:
            self._hand_on(Event(**fields))

    def _notify(self, user_id: int, frame: Shape) -> None:
        for connection in self.of(user_id):
            if connection.reaches(str(frame["room"])):
                connection.say(frame)


def _started() -> Hub:
    made = Hub()
    made.start()
    return made


hub = PerLoop(_started, lambda old: publish.detach(old._from_any_thread))

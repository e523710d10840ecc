"""A room as one process serves it: events in version order, encoded once, fanned out locally."""

import asyncio
import time
from collections.abc import Callable, Collection, Iterable

import structlog

from rooms.realtime.connection import Connection
from rooms.realtime.counters import COUNTERS
from rooms.realtime.subscription import Subscription
from rooms.wire.events import GAP, HTML, JSON, Event, encode

logger = structlog.get_logger(__name__)
LONGEST_WAIT = 0.02  # seconds that coalescing may hold an event back
HOLE_PATIENCE = 0.05  # seconds before a hole is filled from the database


class LiveRoom:
    """`version` is the last one handed on; None until the first reader's catch-up has told it."""

    def __init__(
        self,
        room_id: int,
        slug: str,
        on_hole: Callable[["LiveRoom"], None],
        on_removal: Callable[[Connection, int], None],
    ) -> None:
        self.id = room_id
        self.slug = slug
        self.version: int | None = None
        self.last_seq = 0
        self.readers: dict[str, set[Connection]] = {HTML: set(), JSON: set()}
        self.apart: dict[Connection, Subscription] = {}  # catching up, or not allowed to read everything
        self.early: dict[int, Event] = {}  # came before their predecessors
        self._outbox: list[Event] = []
        self._on_hole = on_hole
        self._on_removal = on_removal
        self._ready_at = self._since = 0.0
        self._timer: asyncio.TimerHandle | None = None

    def __len__(self) -> int:
        return len(self.readers[HTML]) + len(self.readers[JSON]) + len(self.apart)

    def connections(self) -> list[Connection]:
        return [*self.readers[HTML], *self.readers[JSON], *self.apart]

    def holds(self, connection: Connection) -> bool:
        return self.id in connection.rooms

    # -- readers ---------------------------------------------------------------------------------

    def join(self, connection: Connection) -> Subscription:
        """Let a reader in, holding events back until `caught_up`. Subscribing again starts anew."""
        self.leave(connection)
        subscription = self.apart[connection] = Subscription(connection)
        connection.rooms.add(self.id)
        return subscription

    def leave(self, connection: Connection) -> None:
        for readers in self.readers.values():
            readers.discard(connection)
        self.apart.pop(connection, None)
        connection.rooms.discard(self.id)

    def caught_up(self, subscription: Subscription, version: int, from_seq: int) -> None:
        """This reader has everything up to `version`: hand over what came meanwhile."""
        if self.apart.get(subscription.connection) is not subscription:
            return
        if self.version is None:
            self.version = version
        subscription.release(version, from_seq)
        self._admit([subscription])
        self.advance()

    def _admit(self, subscriptions: Iterable[Subscription]) -> None:
        """Move readers who are level with the room, and may read all of it, to the common set."""
        if self._outbox:
            return
        for subscription in list(subscriptions):
            connection = subscription.connection
            if connection in self.apart and subscription.is_level(self.version):
                del self.apart[connection]
                self.readers[connection.form].add(connection)

    # -- events ----------------------------------------------------------------------------------

    def receive(self, event: Event) -> None:
        """Take an event from anywhere, in any order, any number of times."""
        if self.version is not None and event.version <= self.version:
            return
        if event.type == GAP and self.version is not None and event.prev <= self.version:
            event.payload["after"] = self.version
            self._take(event)
        else:  # a gap that comes early may hide a removal: it waits for its turn like any other event (S2)
            self.early[event.version] = event
        self.advance()

    def fill(self, events: list[Event]) -> None:
        """Take a contiguous catch-up from the database: it closes every hole up to its last version."""
        for event in events:
            if self.version is not None and event.version > self.version:
                event.prev = self.version
                self._take(event)
        self.advance()

    def advance(self) -> None:
        """Hand on every event whose turn has come; ask for a fill when one is missing."""
        if self.version is None:
            return
        while (event := self.early.pop(self.version + 1, None)) is not None:
            self._take(event)
        if self.early:
            self.early = {version: event for version, event in self.early.items() if version > self.version}
        if self.early:
            self._on_hole(self)

    def _take(self, event: Event) -> None:
        self.version = event.version
        if event.type == "message.created" and event.seq:
            self.last_seq = max(self.last_seq, event.seq)
        if not self._outbox:
            self._since = time.perf_counter()
        self._outbox.append(event)
        if event.type == "member.removed":
            self.flush()
            self._remove(event.user_id)
        elif event.within is not None:
            self.flush()
            self.keep(event.within)
        elif self._timer is None:
            self._schedule()

    def _remove(self, user_id: int | None) -> None:
        """A removal is obeyed in order: nothing committed after it reaches the removed (S2)."""
        for connection in self.connections():
            if connection.person.id == user_id:
                self._on_removal(connection, self.id)

    def keep(self, user_ids: Collection[int]) -> None:
        """The room goes on for these people alone."""
        for connection in self.connections():
            if connection.person.id not in user_ids:
                self._on_removal(connection, self.id)

    # -- fan-out ---------------------------------------------------------------------------------

    def _schedule(self) -> None:
        loop = asyncio.get_running_loop()
        if loop.time() >= self._ready_at:
            # After the caller is done, so that a whole group of commits leaves as one frame.
            self._timer = loop.call_later(0, self.flush)
        else:
            self._timer = loop.call_at(self._ready_at, self.flush)

    def flush(self) -> None:
        """Send everything that waits, joined into one frame a form; then rest as long as that took."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        events, self._outbox = self._outbox, []
        started = time.perf_counter()
        self._fan_out(events)
        ended = time.perf_counter()
        cost = ended - started
        if events:
            COUNTERS.fan_out.observe(ended - self._since)
            COUNTERS.deliveries += len(events) * len(self)
        self._ready_at = asyncio.get_running_loop().time() + min(cost, LONGEST_WAIT)
        self._admit(self.apart.values())

    def _fan_out(self, events: list[Event]) -> None:
        for form, readers in self.readers.items():
            if readers and events:
                try:
                    text = "\n".join(event.text(form) for event in events)
                except Exception:  # the numbers will tell these readers; the others are served
                    logger.exception("encoding_failed")
                    continue
                for connection in tuple(readers):
                    connection.deliver(text)
                    if connection.unseen is not None:
                        connection.sent(self.slug, events[-1].version, len(text))
        for subscription in tuple(self.apart.values()):
            subscription.take(events)

    def hint(self, frame: dict[str, object], unless: str = "") -> None:
        """Tell every reader, unless it is this username, something that may be lost."""
        text = encode(frame)
        for connection in self.connections():
            if connection.person.username != unless:
                connection.hint(text)

    def head(self) -> None:
        """The heartbeat: where this room stands, so that a reader sees what it lacks."""
        if self.version is not None and not self._outbox:
            frame = {"type": "head", "room": self.slug, "version": self.version, "last_seq": self.last_seq}
            text = encode(frame)
            told = [one for readers in self.readers.values() for one in readers]
            told += [one for one, subscription in self.apart.items() if subscription.has(self.version)]
            for connection in told:
                connection.deliver(text)

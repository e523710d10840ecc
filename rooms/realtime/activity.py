"""What sidebars need to know of all rooms, gathered and told to the other processes four times a second.

One layer message for the whole process, so that being in 10,000 quiet rooms costs no subscription.
"""

import asyncio
from typing import TYPE_CHECKING

from rooms.actions.reading import ReadPlace
from rooms.realtime.connection import Connection
from rooms.realtime.publish import ACTIVITY
from rooms.realtime.relay import Layered
from rooms.realtime.sidebar import News
from rooms.wire.events import Event

if TYPE_CHECKING:
    from rooms.realtime.hub import Hub

INTERVAL = 0.25  # seconds


class Activity:
    GROUP = ACTIVITY

    def __init__(self, hub: "Hub") -> None:
        self._hub = hub
        self._news: dict[int, News] = {}
        self._moves: list[list[object]] = []
        self._reads: list[list[object]] = []
        self._moved: set[Connection] = set()  # their person's list of rooms is another since the last telling
        self._timer: asyncio.TimerHandle | None = None

    def note(self, event: Event) -> None:
        """Take what sidebars need from an event committed here."""
        if event.type == "message.created" and event.seq:
            self._note_message(News.of(event))
        elif event.type in ("member.updated", "member.removed") and event.user_id:
            self._note_move(event.user_id, event.room_id, event.type == "member.updated")

    def _note_message(self, news: News) -> None:
        self._hub.sidebar.note(news)
        if news.room_id in self._news:
            self._news[news.room_id].merge(news)
        else:
            self._news[news.room_id] = news
        self._soon()

    def _note_move(self, user_id: int, room_id: int, inside: bool) -> None:
        self._move(user_id, room_id, inside)
        self._moves.append([user_id, room_id, inside])
        self._soon()

    def all_read(self, moved: dict[ReadPlace, int]) -> None:
        """Their people have read so far: their other tabs, here and elsewhere, may clear the mark."""
        for (user_id, slug), seq in moved.items():
            self._show_read(user_id, slug, seq)
            self._reads.append([user_id, slug, seq])
            self._soon()

    def _soon(self) -> None:
        if self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(INTERVAL, self._tell)

    def _tell(self) -> None:
        self._timer = None
        self._tell_moved()
        if not (self._news or self._moves or self._reads):
            return
        message: Layered = {
            "type": "activity",
            "origin": self._hub.id,
            "news": [news.packed() for news in self._news.values()],
            "moves": self._moves,
            "reads": self._reads,
        }
        self._news, self._moves, self._reads = {}, [], []
        self._hub.relay.post(self.GROUP, message)

    def _tell_moved(self) -> None:
        """One word however many rooms somebody came into or left meanwhile; which they are, the list says."""
        moved, self._moved = self._moved, set()
        for connection in moved:
            connection.say({"type": "rooms"})

    def heard(self, message: Layered) -> None:
        """Another process tells what happened there."""
        match message:
            case {"news": list(news), "moves": list(moves), "reads": list(reads)}:
                for packed in news:
                    self._hub.sidebar.note(News.unpack(packed))
                for user_id, room_id, inside in moves:
                    self._move(user_id, room_id, inside)
                for user_id, slug, seq in reads:
                    self._show_read(user_id, slug, seq)

    def _move(self, user_id: int, room_id: int, inside: bool) -> None:
        """A socket that watches as many rooms as before is told nothing: it knew, or its token may not know."""
        change = self._hub.sidebar.watch if inside else self._hub.sidebar.unwatch
        for connection in self._hub.of(user_id):
            before = len(connection.watching)
            change(connection, [room_id])
            if len(connection.watching) != before and connection.chosen is None:
                self._moved.add(connection)
                self._soon()

    def _show_read(self, user_id: int, slug: str, seq: int) -> None:
        for connection in (one for one in self._hub.of(user_id) if one.reaches(slug)):
            connection.say({"type": "read", "room": slug, "seq": seq})

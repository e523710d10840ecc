"""Unread marks for rooms that people are in and not looking at: at most one a second a room, except a mention."""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from rooms.realtime.connection import Connection
from rooms.wire.events import Event, encode

INTERVAL = 1.0  # seconds between two `unread` of one room


@dataclass(slots=True)
class News:
    """What happened in a room since its last `unread`."""

    room_id: int
    room: str
    last_seq: int
    authors: set[int] = field(default_factory=set)
    mentions: set[int] = field(default_factory=set)
    everyone: bool = False

    @classmethod
    def of(cls, event: Event) -> "News":
        authors = {event.user_id} if event.user_id else set()
        return cls(event.room_id, event.room, event.seq or 0, authors, set(event.mentions), event.everyone)

    def packed(self) -> list[object]:
        return [self.room_id, self.room, self.last_seq, [*self.authors], [*self.mentions], self.everyone]

    @classmethod
    def unpack(cls, packed: list[Any]) -> "News":
        room_id, room, last_seq, authors, mentions, everyone = packed
        return cls(room_id, room, last_seq, set(authors), set(mentions), everyone)

    def merge(self, newer: "News") -> None:
        self.last_seq = max(self.last_seq, newer.last_seq)
        self.authors |= newer.authors
        self.mentions |= newer.mentions
        self.everyone |= newer.everyone

    def text(self, mention: bool) -> str:
        return encode({"type": "unread", "room": self.room, "last_seq": self.last_seq, "mention": mention})


class Sidebar:
    """Who watches which room. Memory is one set entry a membership; a quiet room costs nothing else."""

    def __init__(self) -> None:
        self._watchers: dict[int, set[Connection]] = {}
        self._resting: dict[int, News | None] = {}

    def watch(self, connection: Connection, room_ids: Iterable[int]) -> None:
        """Nothing for a token that may not know of rooms."""
        if not any(map(connection.identity.may, ("rooms:read", "history:read"))):
            return
        for room_id in room_ids:
            self._watchers.setdefault(room_id, set()).add(connection)
            connection.watching.add(room_id)

    def unwatch(self, connection: Connection, room_ids: Iterable[int]) -> None:
        for room_id in list(room_ids):
            connection.watching.discard(room_id)
            watchers = self._watchers.get(room_id)
            if watchers is not None:
                watchers.discard(connection)
                if not watchers:
                    del self._watchers[room_id]

    def note(self, news: News) -> None:
        """Tell the mentioned at once, the others now or when the room's second is over. `news` stays the caller's."""
        self._tell_mentioned(news)
        if news.room_id in self._resting:
            # The mentioned have been told of this one; of what comes after it they are told like the others.
            later = News(news.room_id, news.room, news.last_seq, set(news.authors))
            waiting = self._resting[news.room_id]
            if waiting is None:
                self._resting[news.room_id] = later
            else:
                waiting.merge(later)
        else:
            self._tell(news)

    def _tell_mentioned(self, news: News) -> None:
        if not news.mentions and not news.everyone:
            return
        text = news.text(mention=True)
        for connection in self._absent(news):
            if news.everyone or connection.person.id in news.mentions:
                connection.deliver(text)

    def _tell(self, news: News) -> None:
        self._resting[news.room_id] = None
        asyncio.get_running_loop().call_later(INTERVAL, self._rested, news.room_id)
        text = news.text(mention=False)
        for connection in self._absent(news):
            if not (news.everyone or connection.person.id in news.mentions):
                connection.deliver(text)

    def _rested(self, room_id: int) -> None:
        news = self._resting.pop(room_id)
        if news is not None:
            self._tell(news)

    def _absent(self, news: News) -> list[Connection]:
        """Watchers who are not looking at the room, and did not write all of it themselves."""
        return [
            connection
            for connection in self._watchers.get(news.room_id, ())
            if news.room_id not in connection.rooms
            and news.authors != {connection.person.id}
            and connection.reaches(news.room)
        ]

"""Who is here: announced by processes, never stored. An entry expires by itself when its process dies."""

import asyncio
import time
from collections import Counter
from collections.abc import Callable

from rooms.realtime.connection import Person
from rooms.wire.shapes import Shape

LIFETIME = 45.0  # seconds an announcement of another process is believed
DELAY = 1.0  # seconds in which comings and goings are gathered
SHOWN = 50  # people named in a `presence` frame; `count` is everybody

type Announce = Callable[[int, list[Shape]], None]


class Presence:
    """`announce(room_id, people)` is called when this process's people in a room have changed."""

    def __init__(self, announce: Announce) -> None:
        self._announce = announce
        self._here: dict[int, Counter[Person]] = {}
        self._elsewhere: dict[int, dict[str, tuple[float, list[Shape]]]] = {}
        self._timers: dict[int, asyncio.TimerHandle] = {}

    def come(self, room_id: int, person: Person) -> None:
        people = self._here.setdefault(room_id, Counter())
        people[person] += 1
        self.renew(room_id)

    def go(self, room_id: int, person: Person) -> None:
        people = self._here.get(room_id)
        if people is None:
            return
        people[person] -= 1
        if people[person] <= 0:
            del people[person]
            self.renew(room_id)
        if not people:
            del self._here[room_id]

    def renew(self, room_id: int) -> None:
        """Announce within `DELAY`, once however many came and went."""
        if room_id not in self._timers:
            self._timers[room_id] = asyncio.get_running_loop().call_later(DELAY, self._due, room_id)

    def _due(self, room_id: int) -> None:
        del self._timers[room_id]
        self._announce(room_id, [person.shape() for person in self._here.get(room_id, ())])

    def heard(self, room_id: int, process: str, people: list[Shape]) -> None:
        """Another process says who is here with it; one that is new here is told who is here with us."""
        others = self._elsewhere.setdefault(room_id, {})
        known = process in others and others[process][0] > time.monotonic()
        if not people:
            others.pop(process, None)
            return
        others[process] = (time.monotonic() + LIFETIME, people)
        if not known and room_id in self._here:
            self.renew(room_id)

    def forget(self, room_id: int) -> None:
        self._elsewhere.pop(room_id, None)

    def frame(self, room_id: int, slug: str) -> Shape:
        """Everybody here, in any process, by name."""
        people = {str(shape["username"]): shape for shape in self._everybody(room_id)}
        shown = [people[name] for name in sorted(people)[:SHOWN]]
        return {"type": "presence", "room": slug, "users": shown, "count": len(people)}

    def _everybody(self, room_id: int) -> list[Shape]:
        now = time.monotonic()
        everybody = [person.shape() for person in self._here.get(room_id, ())]
        for expires, people in self._elsewhere.get(room_id, {}).values():
            if expires > now:
                everybody += people
        return everybody

"""The same traffic spread over more and more rooms: the same people, four in each room."""

import asyncio
import itertools
import json
import random
import time

from bench import ours
from bench.figures import Figure
from bench.load.crowd import Crowd
from bench.load.party import Party
from bench.people import Member, admit, clone_room
from bench.sections.fanout import BODY
from bench.stage import Stage

PEOPLE = 40
AUDIENCE = 4
UNDER_WAY = 100
MOST = (
    3000  # messages in a turn: with one room its four people write them all, and nobody may write endlessly
)
RECOVERY = 3.0  # seconds until they may again


class Rooms:
    """A number of rooms with an audience of four each, drawn from the same forty people."""

    def __init__(self, stage: Stage, people: list[Member], number: int) -> None:
        self.people = people
        self.slugs = clone_room(stage.site.database, stage.site.room([]), number)
        draw = random.Random(number)
        self.audience = {slug: draw.sample(range(PEOPLE), AUDIENCE) for slug in self.slugs}
        admit(
            stage.site.database,
            [(slug, people[one]) for slug, inside in self.audience.items() for one in inside],
        )
        self.server = stage.site.server

    def party(self) -> Party:
        return Party(
            name=f"{len(self.slugs)} rooms",
            pid=self.server.pid,
            port=self.server.port,
            path="/ws/",
            marker=ours.CREATED,
            say=lambda body: body,
            headers=lambda number: [
                f"Authorization: Bearer {self.people[number].token}",
                f"Sec-WebSocket-Protocol: chat.v1.{ours.HTML}",
            ],
            greeting=self.greeting,
            ready=b'"type":"pong"',
        )

    def greeting(self, number: int) -> list[str]:
        mine = [slug for slug, inside in self.audience.items() if number in inside]
        asked = [json.dumps({"type": "subscribe", "room": slug, "after": None}) for slug in mine]
        return [*asked, '{"type":"ping"}']

    async def push(self, crowd: Crowd, seconds: float) -> float:
        """Messages a second that reached their four readers."""
        started, before, sent = time.perf_counter(), crowd.delivered, 0
        writers = itertools.cycle((slug, one) for one in range(AUDIENCE) for slug in self.slugs)
        while time.perf_counter() < started + seconds and sent < MOST:
            while sent - (crowd.delivered - before) / AUDIENCE < UNDER_WAY:
                slug, one = next(writers)
                crowd.sockets[self.audience[slug][one]].say(ours.speaking(slug)(BODY))
                sent += 1
            await asyncio.sleep(0.002)
        ended = await crowd.settled(before + sent * AUDIENCE)
        if crowd.delivered - before != sent * AUDIENCE:
            raise AssertionError(f"{sent * AUDIENCE - (crowd.delivered - before)} deliveries never came")
        return sent / (ended - started)


async def spread(stage: Stage) -> list[Figure]:
    people = stage.site.people(PEOPLE)
    sizes = stage.pick((1, 10, 100, 1000), (1, 30))
    rooms = [Rooms(stage, people, size) for size in sizes]
    crowds = []
    for one in rooms:
        stage.tell(f"growth: subscribing to {len(one.slugs)} rooms")
        crowds.append(await Crowd.gather(one.party(), PEOPLE))
    found: list[list[float]] = [[] for _ in rooms]
    for turn in range(stage.pick(3, 1)):
        await asyncio.sleep(RECOVERY if turn else 0)
        for one, crowd, rates in zip(rooms, crowds, found, strict=True):
            stage.tell(f"growth: {len(one.slugs)} rooms, turn {turn + 1}")
            rates.append(await one.push(crowd, stage.pick(2.0, 0.7)))
    for crowd in crowds:
        crowd.close()
    return [
        Figure("growth", f"the same traffic in {size:,} rooms", "messages/s", rates, "1 room", found[0])
        for size, rates in zip(sizes[1:], found[1:], strict=True)
    ]

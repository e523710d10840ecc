"""A slow reader harms only itself (R6): the others' 99th percentile with and without one stalled socket."""

import asyncio
import json

from bench import ours
from bench.figures import Figure
from bench.filling import fill
from bench.load.crowd import Crowd, open_socket
from bench.load.pace import Paced, paced
from bench.load.socket import Socket
from bench.sections.fanout import BODY
from bench.stage import Stage

RATE = 50  # messages/s
MOST_TIMES = 1.1
SECONDS = 8.0  # of each: the 99th percentile is what the worst four of 400 messages took
BALLAST = 190  # messages of nearly 10,000 characters: more in one catch-up than the kernel holds for a socket


async def run(stage: Stage) -> list[Figure]:
    number = stage.pick(500, 50)
    people = stage.site.people(number + 1)
    slug, ballast = stage.site.room(people), stage.site.room(people)
    fill(stage.site.database, ballast, people[0].id, BALLAST, "x" * 9_900)
    crowd = await Crowd.gather(ours.party(stage.site.server, slug, people), number)
    slow = ours.party(stage.site.server, slug, people[-1:])  # as the others: nothing is made for it alone
    with_one: list[Paced] = []
    without: list[Paced] = []

    async def everybody(turn: int) -> None:
        stage.tell(f"stalled: turn {turn}, everybody reads")
        without.append(await paced(crowd, RATE, stage.pick(SECONDS, 1.0), BODY))

    async def all_but_one(turn: int) -> None:
        stage.tell(f"stalled: turn {turn}, one does not")
        stalled = await _stall(await open_socket(slow, 0), ballast)
        with_one.append(await paced(crowd, RATE, stage.pick(SECONDS, 1.0), BODY))
        await _let_go(stalled)

    for turn in range(1, stage.pick(11, 1) + 1):
        for one in (everybody, all_but_one) if turn % 2 else (all_but_one, everybody):
            await one(turn)
    crowd.close()
    name = f"{number} sockets, {RATE} messages/s, p99 of the others"
    own, rival = [one.p99 for one in with_one], [one.p99 for one in without]
    lost = sum(one.lost for one in [*with_one, *without])
    notes = [f"{lost:,} deliveries never came"] if lost else []
    figure = Figure("stalled", name, "ms", own, "with none stalled", rival, more_is_better=False, notes=notes)
    figure.promise = MOST_TIMES
    return [figure]


async def _stall(socket: Socket, ballast: str) -> Socket:
    """Have megabytes sent to a socket that has stopped reading."""
    assert isinstance(socket.transport, asyncio.Transport)
    socket.transport.pause_reading()
    socket.say(json.dumps({"type": "subscribe", "room": ballast, "after": 0}))
    await asyncio.sleep(1)
    return socket


async def _let_go(socket: Socket) -> None:
    """See that it had really stalled: what it was sent comes only now."""
    if socket.count:
        raise AssertionError("the socket that was to be stalled was reading")
    socket.transport.resume_reading()
    await asyncio.sleep(1)
    if not socket.count:
        raise AssertionError("the socket that was stalled was never sent anything")
    socket.hang_up()

"""Memory a socket, connects a second, and a thousand clients that come back at once."""

import asyncio
import gc
import time
from collections.abc import Callable

import psutil

from bench import ours
from bench.figures import Figure
from bench.filling import fill
from bench.load.crowd import Crowd
from bench.load.party import Party
from bench.ours import UNLIMITED, PinnedChatServer
from bench.people import Member
from bench.rivals import parties
from bench.rivals.process import daphne
from bench.sections.fanout import LAYERS
from bench.stage import Stage
from tests.services.process import Service

MISSED = 100
MOST_KB = 40.0
RIVAL = "tutorial, pub/sub"


async def run(stage: Stage) -> list[Figure]:
    number = stage.pick(1000, 100)
    people = stage.site.people(number)
    slug = stage.site.room(people)

    def own() -> tuple[Service, Party]:
        server = stage.start(PinnedChatServer(stage.site.environment, **UNLIMITED))
        return server, ours.party(server, slug, people)

    def rival() -> tuple[Service, Party]:
        settings = {"BENCH_LAYER": LAYERS[RIVAL], "REDIS_URL": stage.redis}
        server = stage.start(daphne("tutorial", "bench.rivals.tutorial:application", settings))
        return server, parties.tutorial(RIVAL, server)

    found: list[list[tuple[float, float]]] = [[], []]
    for turn in range(stage.pick(2, 1)):
        for make, results in zip((own, rival), found, strict=True):
            stage.tell(f"memory: {number} idle sockets, turn {turn + 1}, {make.__name__}")
            results.append(await _idle(make, number))
    (kilobytes, connects), (rival_kilobytes, rival_connects) = [
        list(zip(*results, strict=True)) for results in found
    ]
    name = f"{number} sockets"
    return [
        _size(f"{name}, each", [*kilobytes], [*rival_kilobytes]),
        Figure("memory", f"{name}, opening", "connects/s", [*connects], RIVAL, [*rival_connects]),
        await _reconnect(stage, slug, people),
    ]


def _size(name: str, own: list[float], rival: list[float]) -> Figure:
    return Figure("memory", name, "KB", own, RIVAL, rival, more_is_better=False, bound=MOST_KB)


async def _idle(make: Callable[[], tuple[Service, Party]], number: int) -> tuple[float, float]:
    """(KB a socket, connects a second) of a fresh process that has already served a few."""
    service, party = make()
    try:
        (await Crowd.gather(party, 10)).close()
        await asyncio.sleep(1)
        before = psutil.Process(service.pid).memory_info().rss
        started = time.perf_counter()
        crowd = await Crowd.gather(party, number)
        taken = time.perf_counter() - started
        await asyncio.sleep(1)
        used = psutil.Process(service.pid).memory_info().rss - before
        crowd.close()
    finally:
        service.close()
    return used / 1024 / number, number / taken


async def _reconnect(stage: Stage, slug: str, people: list[Member]) -> Figure:
    """Everyone comes back at once with messages missed, against everyone coming with none."""
    fill(stage.site.database, slug, people[0].id, MISSED)
    ((version,),) = stage.site.rows("SELECT version FROM rooms_room WHERE slug = %s", slug)
    server = stage.site.server
    behind = ours.party(server, slug, people, after=version - MISSED)
    current = ours.party(server, slug, people)
    missed: list[float] = []
    nothing: list[float] = []
    turned_away = 0
    for turn in range(stage.pick(2, 1)):
        for party, times, messages in ((behind, missed, MISSED), (current, nothing, 0)):
            stage.tell(f"memory: {len(people)} come back, turn {turn + 1}, {messages} messages missed")
            taken, refused = await _return(party, len(people), messages)
            times.append(taken)
            turned_away += refused
    name = f"{len(people)} sockets back at once, {MISSED} messages missed"
    notes = [f"{turned_away:,} times a socket was turned away and tried again"] if turned_away else []
    return Figure("memory", name, "s", missed, "none missed", nothing, more_is_better=False, notes=notes)


async def _return(party: Party, number: int, messages: int) -> tuple[float, int]:
    """Seconds until all are connected, subscribed and have every message once, and how often one was turned away."""
    gc.collect()
    started = time.perf_counter()
    crowd, refused = await Crowd.storm(party, number)
    taken = time.perf_counter() - started
    counts = {socket.count for socket in crowd.sockets}
    crowd.close()
    await asyncio.sleep(1)
    if counts != {messages}:
        raise AssertionError(f"missed {messages} messages and was sent {sorted(counts)}")
    return taken, refused

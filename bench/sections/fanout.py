"""Fan-out: deliveries a second while messages arrive faster than they can go out one by one."""

import asyncio
from collections.abc import Iterator
from statistics import median

from bench import ours
from bench.figures import Figure
from bench.load.crowd import Crowd, Push
from bench.load.party import Party
from bench.rivals import node, parties
from bench.rivals.process import Rival, daphne
from bench.stage import Stage
from tests.services.process import MissingService

BODY = "Shall we meet at noon to look at the new plans? Bring what you have."
LONGEST = 60  # seconds for one push of 2.5
LAYERS = {
    "tutorial": "channels_redis.core.RedisChannelLayer",
    "tutorial, pub/sub": "channels_redis.pubsub.RedisPubSubChannelLayer",
}
PROMISES = {"tutorial": 15.0, "bare ASGI broadcast": 1.2, "socket.io": 1.0}  # at 500 sockets


async def run(stage: Stage) -> list[Figure]:
    figures: list[Figure] = []
    for number in stage.pick((500, 2000), (50,)):
        figures += await _compare(stage, number)
    return figures


async def _compare(stage: Stage, number: int) -> list[Figure]:
    crowds: list[Crowd] = []
    rivals: list[Rival] = []
    notes: list[str] = []
    try:
        for party in [*_ours(stage, number), *_rivals(stage, rivals, notes)]:
            stage.tell(f"fanout: {number} sockets of {party.name}")
            crowds.append(await Crowd.gather(party, number))
        pushes = await _in_turns(stage, crowds, notes)
    finally:
        for crowd in crowds:
            crowd.close()
        for rival in rivals:
            rival.close()
    return list(_figures(number, pushes, notes))


def _ours(stage: Stage, number: int) -> Iterator[Party]:
    people = stage.site.people(number)
    for form in (ours.HTML, ours.JSON):
        yield ours.party(stage.site.server, stage.site.room(people), people, form)


def _rivals(stage: Stage, started: list[Rival], notes: list[str]) -> Iterator[Party]:
    def start(rival: Rival) -> Rival:
        started.append(rival)
        stage.start(rival)
        return rival

    for name, layer in LAYERS.items():
        settings = {"BENCH_LAYER": layer, "REDIS_URL": stage.redis}
        yield parties.tutorial(name, start(daphne("tutorial", "bench.rivals.tutorial:application", settings)))
    yield parties.broadcast(start(daphne("broadcast", "bench.rivals.broadcast:application")))
    try:
        yield parties.socketio(start(node.socketio(stage.folder)))
    except MissingService as missing:
        notes.append(str(missing))


async def _in_turns(stage: Stage, crowds: list[Crowd], notes: list[str]) -> dict[str, list[Push]]:
    """A rival that does not bear it is left out, which its note says; ours must."""
    pushes: dict[str, list[Push]] = {crowd.party.name: [] for crowd in crowds}
    rounds = stage.pick(3, 1)
    for turn in range(rounds):
        for crowd in crowds:
            name, number = crowd.party.name, len(crowd.sockets)
            if name not in pushes:
                continue
            stage.tell(f"fanout: {number} sockets, turn {turn + 1} of {rounds}, {name}")
            try:
                async with asyncio.timeout(LONGEST):
                    pushes[name].append(await crowd.push(stage.pick(2.5, 1.0), BODY))
            except TimeoutError:
                if name.startswith("ours"):
                    raise
                del pushes[name]
                notes.append(f"{name} was not through with {number} sockets after {LONGEST} s")
    return pushes


def _figures(number: int, pushes: dict[str, list[Push]], notes: list[str]) -> Iterator[Figure]:
    own = [name for name in pushes if name.startswith("ours")]
    for name in own:
        for rival in [name for name in pushes if name not in own]:
            yield Figure(
                section="fanout",
                name=f"{number} sockets, {name}",
                unit="deliveries/s",
                ours=[push.rate for push in pushes[name]],
                rival_name=rival,
                rival=[push.rate for push in pushes[rival]],
                promise=PROMISES.get(rival) if number == 500 else None,
                notes=_notes(pushes, name, rival),
            )
    if notes:
        yield Figure("fanout", f"{number} sockets", "deliveries/s", [], notes=notes)


def _notes(pushes: dict[str, list[Push]], name: str, rival: str) -> list[str]:
    own, theirs = (median(push.thrift for push in pushes[each]) for each in (name, rival))
    thrift = f"a second of processor time: {own:,.0f} and {theirs:,.0f} deliveries, {own / theirs:.2f} times"
    return [thrift, *_remarks(name, pushes[name]), *_remarks(rival, pushes[rival])]


def _remarks(name: str, pushes: list[Push]) -> list[str]:
    lost, busiest = sum(push.lost for push in pushes), max(push.generator for push in pushes)
    expected = sum(push.expected for push in pushes)
    remarks = [f"{name} lost {lost:,} of {expected:,} deliveries"] if lost else []
    if busiest > 0.85:
        remarks.append(f"with {name} the generator used {busiest:.0%} of its core: perhaps the limit")
    return remarks

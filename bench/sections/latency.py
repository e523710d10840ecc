"""Latency: from a send to its arrival, with 500 sockets in the room."""

from bench import ours
from bench.figures import Figure
from bench.load.crowd import Crowd
from bench.load.pace import Paced, paced
from bench.rivals import parties
from bench.rivals.process import daphne
from bench.sections.fanout import BODY
from bench.stage import Stage

SLOW, FAST = 20, 100  # messages/s
MOST_MORE = 50.0  # ms that the 99th percentile may grow by from the one to the other


async def run(stage: Stage) -> list[Figure]:
    number = stage.pick(500, 50)
    people = stage.site.people(number)
    bare = daphne("broadcast", "bench.rivals.broadcast:application")
    stage.start(bare)
    crowds = []
    try:
        for party in (
            ours.party(stage.site.server, stage.site.room(people), people),
            parties.broadcast(bare),
        ):
            stage.tell(f"latency: {number} sockets of {party.name}")
            crowds.append(await Crowd.gather(party, number))
        own, rival = crowds
        slow = await _in_turns(stage, own, rival, SLOW)
        return _figures(number, slow, await _in_turns(stage, own, rival, FAST))
    finally:
        for crowd in crowds:
            crowd.close()
        bare.close()


async def _in_turns(stage: Stage, own: Crowd, bare: Crowd, rate: int) -> tuple[list[Paced], list[Paced]]:
    found: tuple[list[Paced], list[Paced]] = ([], [])
    for turn in range(stage.pick(3, 1)):
        for crowd, runs in zip((own, bare), found, strict=True):
            stage.tell(f"latency: {rate} messages/s, turn {turn + 1}, {crowd.party.name}")
            runs.append(await paced(crowd, rate, stage.pick(4.0, 1.0), BODY))
    return found


def _figures(
    number: int, slow: tuple[list[Paced], list[Paced]], fast: tuple[list[Paced], list[Paced]]
) -> list[Figure]:
    figures = [
        Figure(
            section="latency",
            name=f"{rate} messages/s into {number} sockets, {name}",
            unit="ms",
            ours=[getattr(one, name) for one in own],
            rival_name="bare ASGI broadcast",
            rival=[getattr(one, name) for one in bare],
            more_is_better=False,
            notes=_remarks(own),
        )
        for rate, (own, bare) in ((SLOW, slow), (FAST, fast))
        for name in ("p50", "p99")
    ]
    more = [after.p99 - before.p99 for before, after in zip(slow[0], fast[0], strict=True)]
    name = f"p99 at {FAST}/s less p99 at {SLOW}/s"
    return [*figures, Figure("latency", name, "ms", more, bound=MOST_MORE, more_is_better=False)]


def _remarks(runs: list[Paced]) -> list[str]:
    lost, busiest = sum(one.lost for one in runs), max(one.generator for one in runs)
    remarks = [f"{lost:,} deliveries never came"] if lost else []
    return remarks + ([f"the generator used {busiest:.0%} of its core"] if busiest > 0.7 else [])

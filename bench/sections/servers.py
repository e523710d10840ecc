"""The same application on our server and on uvicorn."""

import sys

from bench import ours
from bench.figures import Figure
from bench.load.crowd import Crowd, Push
from bench.load.http import volley
from bench.ours import UNLIMITED
from bench.rivals.process import Rival
from bench.sections.fanout import BODY
from bench.sections.history import address
from bench.stage import Stage


async def run(stage: Stage) -> list[Figure]:
    command = [sys.executable, "-m", "uvicorn", "chatapp.asgi:application", "--port", "PORT"]
    command += ["--ws", "websockets-sansio", "--lifespan", "off", "--log-level", "warning"]
    rival = Rival("uvicorn", command, {**stage.site.environment, **UNLIMITED})
    stage.start(rival)
    try:
        return [await _fanout(stage, rival), await _history(stage, rival)]
    finally:
        rival.close()


async def _fanout(stage: Stage, rival: Rival) -> Figure:
    number = stage.pick(500, 50)
    people = stage.site.people(number)
    parties = [ours.party(server, stage.site.room(people), people) for server in (stage.site.server, rival)]
    crowds = [await Crowd.gather(party, number) for party in parties]
    found: list[list[Push]] = [[], []]
    for turn in range(stage.pick(3, 1)):
        for crowd, pushes, name in zip(crowds, found, ("ours", "uvicorn"), strict=True):
            stage.tell(f"servers: fan-out, turn {turn + 1}, {name}")
            pushes.append(await crowd.push(stage.pick(2.5, 1.0), BODY))
    for crowd in crowds:
        crowd.close()
    own, theirs = ([push.rate for push in pushes] for pushes in found)
    lost = sum(push.lost for pushes in found for push in pushes)
    notes = [f"{lost:,} deliveries never came"] if lost else []
    return Figure(
        "servers", f"fan-out to {number} sockets", "deliveries/s", own, "uvicorn", theirs, notes=notes
    )


async def _history(stage: Stage, rival: Rival) -> Figure:
    addresses = [await address(stage, server.port) for server in (stage.site.server, rival)]
    found: list[list[float]] = [[], []]
    for turn in range(stage.pick(3, 1)):
        for where, rates, name in zip(addresses, found, ("ours", "uvicorn"), strict=True):
            stage.tell(f"servers: history, turn {turn + 1}, {name}")
            rates.append((await volley([where], stage.pick(2.0, 0.5))).rate)
    return Figure("servers", "50 messages of history", "requests/s", found[0], "uvicorn", found[1])

"""Durable sends: 50 senders at once, each message committed (fsync and all) before its sender goes on."""

import asyncio
import json
import sys

from bench import ours
from bench.cores import SERVER, starting_on
from bench.figures import Figure
from bench.load.crowd import Crowd
from bench.load.party import Party
from bench.load.turns import one_by_one
from bench.people import Member
from bench.sections.fanout import BODY
from bench.stage import Stage
from tests.services.stack import ROOT, child_environment

SENDERS = 50


async def run(stage: Stage) -> list[Figure]:
    people = stage.site.people(SENDERS)
    stage.tell("sends: the writer, acreate and bulk inserts in turns")
    found = await _in_one_process(stage, people)
    stage.tell("sends: over real sockets")
    sockets = await _over_sockets(stage, people)
    acreate, bulk = ("one acreate a message", found["acreate"]), ("bare bulk inserts of 50", found["bulk"])
    return [
        _figure("the writer", found["ours"], *acreate, promise=8.0),
        _figure("the writer", found["ours"], *bulk),
        _figure("over 50 sockets", sockets, *acreate),
    ]


def _figure(
    name: str, own: list[float], rival_name: str, rival: list[float], promise: float | None = None
) -> Figure:
    return Figure(
        "sends", f"{name}, {SENDERS} senders", "messages/s", own, rival_name, rival, promise=promise
    )


async def _in_one_process(stage: Stage, people: list[Member]) -> dict[str, list[float]]:
    asked = {
        "ours": stage.site.room(people),
        "theirs": stage.site.room(people),
        "people": [one.id for one in people],
        "turns": stage.pick(4, 1),
        "seconds": stage.pick(2.0, 0.5),
    }
    with starting_on(SERVER):
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bench.rivals.writing"),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            cwd=ROOT,
            env=child_environment(stage.site.environment),
        )
    answer, _ = await process.communicate(json.dumps(asked).encode())
    found: dict[str, list[float]] = json.loads(answer)
    return found


async def _over_sockets(stage: Stage, people: list[Member]) -> list[float]:
    """Nobody has the room open: what is measured is the way to the database and back."""
    slug = stage.site.room(people)
    party = Party(
        name="ours",
        pid=stage.site.server.pid,
        port=stage.site.server.port,
        path="/ws/",
        marker=b'"type":"ack","client_id"',
        say=ours.speaking(slug),
        headers=lambda number: [f"Authorization: Bearer {people[number].token}"],
        greeting=lambda number: ['{"type":"ping"}'],
        ready=b'"type":"pong"',
    )
    crowd = await Crowd.gather(party, SENDERS)
    try:
        return [await one_by_one(crowd, stage.pick(2.0, 0.5), BODY) for _ in range(stage.pick(4, 1))]
    finally:
        crowd.close()

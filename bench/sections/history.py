"""History: 50 messages through the whole middleware stack, against a bare view that returns the same bytes."""

import sys
from dataclasses import dataclass

from bench.figures import Figure
from bench.filling import fill
from bench.load.http import Address, Volley, ask, volley
from bench.rivals.process import Rival
from bench.stage import Stage

SOURCES = {"bare async view": "none", "stock middleware, bare view": "stock"}
FILLED, LIMIT = 1000, 50  # messages in the room, and in a page
PROMISES = {"bare async view": 0.45}


@dataclass(slots=True, frozen=True)
class Askers:
    """So many connections at once; `apart`: each asks for a page of its own, otherwise all for the newest."""

    name: str
    connections: int
    apart: bool = False


ASKERS = (Askers("8 at once", 8), Askers("32 at once, each another page", 32, apart=True))


async def run(stage: Stage) -> list[Figure]:
    own = await address(stage)
    _, body = await ask(own)
    path = stage.folder / "history.bytes"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(body)
    rivals = {name: _rival(stage, str(path), kind) for name, kind in SOURCES.items()}
    notes = [f"{own.path.partition('?')[0].replace(own.path.split('/')[-2], '…')}: {len(body):,} bytes"]
    figures = []
    try:
        for askers in ASKERS:
            addresses = {"ours": _pages(own, askers)}
            addresses |= {name: [Address(rival.port, "/")] for name, rival in rivals.items()}
            found = await _in_turns(stage, askers, addresses)
            for name in rivals:
                figures += _figures(askers, found["ours"], name, found[name], notes)
    finally:
        for rival in rivals.values():
            rival.close()
    return figures


def _pages(own: Address, askers: Askers) -> list[Address]:
    if not askers.apart:
        return [own]
    step = (FILLED - LIMIT) // askers.connections
    starts = range(FILLED, LIMIT, -step)[: askers.connections]
    return [Address(own.port, f"{own.path}&before={start}", own.headers) for start in starts]


async def address(stage: Stage, port: int | None = None) -> Address:
    """The API's history when there is one, else the fragment that pages fetch."""
    site = stage.site
    slug = site.room([])
    fill(site.database, slug, site.owner["id"], FILLED)
    port = port or site.server.port
    bearer = f"Authorization: Bearer {site.owner['token']}"
    api = Address(port, f"/api/v1/rooms/{slug}/messages?limit={LIMIT}", (bearer,))
    try:
        await ask(api)
    except ConnectionError:
        return Address(port, f"/rooms/{slug}/messages/", (f"Cookie: sessionid={site.owner['session']}",))
    return api


def _rival(stage: Stage, body: str, kind: str) -> Rival:
    command = [sys.executable, "-m", "bench.rivals.serve", "bench.rivals.history", "PORT"]
    rival = Rival("history", command, {"BENCH_BODY": body, "BENCH_STACK": kind})
    stage.start(rival)
    return rival


async def _in_turns(
    stage: Stage, askers: Askers, addresses: dict[str, list[Address]]
) -> dict[str, list[Volley]]:
    found: dict[str, list[Volley]] = {name: [] for name in addresses}
    for turn in range(stage.pick(5, 1)):
        for name, where in addresses.items():
            stage.tell(f"history, {askers.name}: turn {turn + 1}, {name}")
            await volley(where, 0.3, askers.connections)
            found[name].append(await volley(where, stage.pick(3.0, 0.5), askers.connections))
    return found


def _figures(
    askers: Askers, own: list[Volley], name: str, rival: list[Volley], notes: list[str]
) -> list[Figure]:
    rates = [one.rate for one in own], name, [one.rate for one in rival]
    slowest = [one.p99 for one in own], name, [one.p99 for one in rival]
    what = f"50 messages, {askers.name}"
    return [
        Figure("history", what, "requests/s", *rates, promise=PROMISES.get(name), notes=notes),
        Figure("history", f"{what}, p99", "ms", *slowest, more_is_better=False),
    ]

"""History: 50 messages through the whole middleware stack, against a bare view that returns the same bytes."""

import sys

from bench.figures import Figure
from bench.filling import fill
from bench.load.http import Address, Volley, ask, volley
from bench.rivals.process import Rival
from bench.stage import Stage

SOURCES = {"bare async view": "none", "stock middleware, bare view": "stock"}
PROMISES = {"bare async view": 0.45}


async def run(stage: Stage) -> list[Figure]:
    own = await address(stage)
    _, body = await ask(own)
    path = stage.folder / "history.bytes"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(body)
    rivals = {name: _rival(stage, str(path), kind) for name, kind in SOURCES.items()}
    addresses = {"ours": own, **{name: Address(rival.port, "/") for name, rival in rivals.items()}}
    try:
        found = await _in_turns(stage, addresses)
    finally:
        for rival in rivals.values():
            rival.close()
    about = [f"{own.path.partition('?')[0].replace(own.path.split('/')[-2], '…')}: {len(body):,} bytes"]
    return [figure for name in rivals for figure in _figures(found["ours"], name, found[name], about)]


async def address(stage: Stage, port: int | None = None) -> Address:
    """The API's history when there is one, else the fragment that pages fetch."""
    site = stage.site
    slug = site.room([])
    fill(site.database, slug, site.owner["id"], 1000)
    port = port or site.server.port
    bearer = f"Authorization: Bearer {site.owner['token']}"
    api = Address(port, f"/api/v1/rooms/{slug}/messages?limit=50", (bearer,))
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


async def _in_turns(stage: Stage, addresses: dict[str, Address]) -> dict[str, list[Volley]]:
    found: dict[str, list[Volley]] = {name: [] for name in addresses}
    for turn in range(stage.pick(4, 1)):
        for name, where in addresses.items():
            stage.tell(f"history: turn {turn + 1}, {name}")
            await volley(where, 0.3)
            found[name].append(await volley(where, stage.pick(3.0, 0.5)))
    return found


def _figures(own: list[Volley], name: str, rival: list[Volley], notes: list[str]) -> list[Figure]:
    rates = [one.rate for one in own], name, [one.rate for one in rival]
    slowest = [one.p99 for one in own], name, [one.p99 for one in rival]
    return [
        Figure("history", "50 messages", "requests/s", *rates, promise=PROMISES.get(name), notes=notes),
        Figure("history", "50 messages, p99", "ms", *slowest, more_is_better=False),
    ]

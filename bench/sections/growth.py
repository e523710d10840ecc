"""Cost as work grows: more rooms with the same traffic, and pages beside ever longer histories."""

from statistics import median

from bench.figures import Figure
from bench.filling import fill
from bench.load.http import Address, ask
from bench.sections.spread import spread
from bench.stage import Site, Stage

FEW = 300  # messages in the room that all is compared with
MOST_TIMES = 1.5
GROUP = 10  # requests whose median is one value


async def run(stage: Stage) -> list[Figure]:
    return [*await spread(stage), *await _histories(stage)]


async def _histories(stage: Stage) -> list[Figure]:
    """One long room among millions of messages, a short one beside it, and the short one on a young site."""
    many, total = stage.pick((300_000, 3_000_000), (3_000, 30_000))
    stage.tell(f"growth: filling {total:,} messages")
    old, young = stage.new_site(), stage.new_site()
    long_room, short = _rooms(old, many, FEW, total=total)
    (lonely,) = _rooms(young, FEW, total=10 * FEW)[:1]
    figures = [
        await _compare(stage, f"{what}: {many:,} messages in the room", f"{FEW}", one, other)
        for what, one, other in zip(
            ("opening", "permalink", "scrolling"),
            _addresses(old, long_room, many),
            _addresses(old, short, FEW),
            strict=True,
        )
    ]
    own, other = _addresses(old, short, FEW)[0], _addresses(young, lonely, FEW)[0]
    name = f"opening: {total:,} messages on the site"
    figures.append(await _compare(stage, name, f"{10 * FEW:,}", own, other))
    for site in (old, young):
        site.close()
    return figures


def _rooms(site: Site, *sizes: int, total: int) -> list[str]:
    """Rooms of these sizes, and the rest of `total` in ten more."""
    slugs = []
    for size in (*sizes, *[(total - sum(sizes)) // 10] * 10):
        slug = site.room([])
        fill(site.database, slug, site.owner["id"], size)
        slugs.append(slug)
    return slugs[: len(sizes)]


def _addresses(site: Site, slug: str, size: int) -> list[Address]:
    """The room, the permalink of its middle message, and the page of history before it."""
    cookie = (f"Cookie: sessionid={site.owner['session']}",)
    paths = ["", f"{size // 2}/", f"messages/?before={size // 2}"]
    return [Address(site.server.port, f"/rooms/{slug}/{path}", cookie) for path in paths]


async def _compare(stage: Stage, name: str, rival_name: str, one: Address, other: Address) -> Figure:
    stage.tell(f"growth: {name}")
    own: list[float] = []
    rival: list[float] = []
    for _ in range(stage.pick(5, 2)):
        pairs = [((await ask(one))[0], (await ask(other))[0]) for _ in range(GROUP)]
        own.append(median(pair[0] for pair in pairs))
        rival.append(median(pair[1] for pair in pairs))
    return Figure("growth", name, "ms", own, rival_name, rival, more_is_better=False, promise=MOST_TIMES)

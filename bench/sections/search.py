"""Searching a long history beside a short one: the same page, whatever is sought."""

import json
from statistics import median
from urllib.parse import quote

from bench.figures import Figure
from bench.filling import fill
from bench.load.http import Address, ask
from bench.sections.growth import GROUP
from bench.stage import Site, Stage

MOST_TIMES = 3.0
FEW = 3_000
EVERYWHERE = "There is tea at noon in the small room; have a look at the plans before, please."
LATELY = f"The samovar is on. {EVERYWHERE}"
LONG_AGO = f"The kettle is on. {EVERYWHERE}"
AGES = ((EVERYWHERE, 10), (LONG_AGO, 50), (EVERYWHERE, 30), (LATELY, 10))  # per cent, the oldest first
RARE = "A pangolin walked by at noon."
HERD = 10  # pangolins after each age
QUERIES = {
    "a word of every message": "noon",
    "a word in two letters": "ea",
    "a word that is rare": "pangolin",
    "a word that is nowhere": "xylophone",
    "a word common lately": "samovar",
    "a word common long ago, absent lately": "kettle",
    "two words, each common, never together": "kettle samovar",
    "a phrase": '"tea at noon"',
    "an author": "from:owner",
    "a rare word of an author": "from:owner pangolin",
    "an author's word, common long ago": "from:owner kettle",
    "a room's word, common long ago": "in:{room} kettle",
    "a word before a day": "noon before:{today}",
}


async def run(stage: Stage) -> list[Figure]:
    many = stage.pick(300_000, 30_000)
    old, young = stage.new_site(), stage.new_site()
    stage.tell(f"search: filling {many:,} messages")
    places = [_filled(site, number) for site, number in ((old, many), (young, FEW))]
    figures = [
        await _compare(stage, name, query, [(old, places[0]), (young, places[1])])
        for name, query in QUERIES.items()
    ]
    for site in (old, young):
        site.close()
    return figures


def _filled(site: Site, number: int) -> str:
    """A room with so many messages, some of them rare."""
    slug = site.room([])
    for body, share in AGES:
        fill(site.database, slug, site.owner["id"], number * share // 100 - HERD, body)
        fill(site.database, slug, site.owner["id"], HERD, RARE)
    return slug


async def _compare(stage: Stage, name: str, query: str, where: list[tuple[Site, str]]) -> Figure:
    stage.tell(f"search: {name}")
    one, other = (_address(site, query.format(room=slug, today="2099-01-01")) for site, slug in where)
    own: list[float] = []
    rival: list[float] = []
    for _ in range(stage.pick(5, 2)):
        pairs = [((await ask(one))[0], (await ask(other))[0]) for _ in range(GROUP)]
        own.append(median(pair[0] for pair in pairs))
        rival.append(median(pair[1] for pair in pairs))
    found = [len(json.loads((await ask(address))[1])["results"]) for address in (one, other)]
    note = f"{found[0]} found, {found[1]} in the short history"
    return Figure(
        "search",
        name,
        "ms",
        own,
        f"of {FEW:,}",
        rival,
        more_is_better=False,
        promise=MOST_TIMES,
        notes=[note],
    )


def _address(site: Site, query: str) -> Address:
    headers = (f"Authorization: Bearer {site.owner['token']}",)
    return Address(site.server.port, f"/api/v1/search?q={quote(query)}", headers)

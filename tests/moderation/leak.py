"""Asking every address as somebody, and looking for the words of a private room in what comes back."""

import asyncio
import json
import re
from collections.abc import AsyncIterator, Iterator
from typing import Any

import httpx

from tests.chat.deployment import Deployment
from tests.chat.people import CSRF, TLS, browser
from tests.moderation.access_rows import ROWS, Address
from tests.moderation.addresses import addresses, completed, filled, places
from tests.moderation.secret import WORDS, Secret, numbered

ADDRESSES = addresses()
PEOPLE = ("anonymous", "outsider", "staff", "former", "banned")
ABSENT = "0123456789abcdef0123"  # as long as a private room's slug
ABOUT_A_ROOM = ("reader", "member", "moderator", "owner")


def row(key: str) -> Address:
    """An address without a row fails above; here it is tried as it is."""
    return ROWS.get(key, Address("reader" if "slug" in places(ADDRESSES[key]) else "person"))


type Call = tuple[str, str, dict[str, Any]]  # method, path, what goes with it
HTML_PAGE, JSON_DATA = {"Accept": "text/html"}, {"Accept": "application/json"}


def calls(key: str, values: dict[str, str], *, twins: bool = False) -> Iterator[Call]:
    """Every plausible request to an address; with `twins`, only those whose answers leave no trace in the next."""
    address, route = row(key), ADDRESSES[key]
    path = filled(route, numbered(key, values))
    for query in address.queries:
        yield "GET", f"{path}?{query.format_map(values)}" if query else path, {"headers": HTML_PAGE}
    for form in address.posts:
        data = {name: value.format_map(values) for name, value in form.items()}
        for headers in [JSON_DATA] if twins else [JSON_DATA, HTML_PAGE, HTML_PAGE | {"HX-Request": "true"}]:
            yield "POST", path, {"data": data, "headers": headers}
    for method, body in address.bodies.items():
        yield method, path, {"json": completed(body, values)}


def client(
    deployment: Deployment, secret: Secret, who: str, key: str
) -> tuple[httpx.AsyncClient, dict[str, str]]:
    person = secret.people.get(who)
    made = browser(deployment.first, person)
    made.cookies.set("csrftoken", CSRF)
    if person and key.startswith("api/"):
        made = httpx.AsyncClient(
            base_url=deployment.first.url, headers=person.bearer, trust_env=False, timeout=30, verify=TLS
        )
    # An old invitation in the hands of whoever was put out, or of somebody who is not even signed in.
    token = secret.invitation if who in ("anonymous", "former", "banned") else "no-such-token"
    return made, secret.values | {"token": token}


async def crawl(
    deployment: Deployment, secret: Secret, who: str, keys: list[str]
) -> AsyncIterator[tuple[str, Call, httpx.Response]]:
    for key in keys:
        http, values = client(deployment, secret, who, key)
        async with http:
            for call in calls(key, values):
                method, path, rest = call
                yield key, call, await http.request(method, path, **rest)
    # An administrator who tries every address has pulled the site's raid switch too: the others go on without it.
    deployment.rows("UPDATE rooms_raid SET ended_at = now() WHERE ended_at IS NULL")
    await asyncio.sleep(1.1)


def found(text: str) -> set[str]:
    return {name for name, word in WORDS.items() if word in text}


def known(key: str) -> set[str]:
    """What an address says of people, whatever rooms they are in; accounts that are bots are administrators' to see."""
    address = row(key)
    bots = {"webhook"} if address.least == "administrator" else set()
    return {"member"} | bots if address.profile else set()


def everything(response: httpx.Response) -> str:
    """Body, headers, redirects; escapes resolved, so that no encoding hides a word."""
    text = response.text + json.dumps([list(pair) for pair in response.headers.multi_items()])
    return text + text.encode().decode("unicode_escape", "ignore")


def normal(response: httpx.Response, slug: str) -> tuple[int, str, list[tuple[str, str]]]:
    """What is left of an answer without what differs between any two of them."""
    body = response.text.replace(slug, "SLUG").replace(response.headers.get("X-Request-ID", "\0"), "ID")
    body = re.sub(r"\b[A-Za-z0-9]{64}\b", "TOKEN", body)
    varying = (
        "date",
        "expires",
        "x-request-id",
        "set-cookie",
        "x-ratelimit-remaining",
        "x-ratelimit-reset",
        "content-length",
    )
    headers = [
        (name, value.replace(slug, "SLUG")) for name, value in response.headers.items() if name not in varying
    ]
    return response.status_code, body, sorted(headers)

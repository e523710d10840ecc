"""A tab whose server is the test: static/js under the real CSP, a socket and HTTP answers that the test scripts."""

import asyncio
import json
import re
import time
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from playwright.async_api import Page, Route, WebSocketRoute

from tests.services.browser import Browser

STATIC = Path(__file__).parents[3] / "static"
ORIGIN = "http://chat.test"  # not a secure context: what needs one must have a substitute
CSP = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self' ws://chat.test"
PAGE = """<!doctype html><html lang="en"><head><title>Lobby</title><meta name="csrf-token" content="t">
<script type="module" src="/static/js/app.js"></script></head>
<body data-user-id="{user_id}" data-username="{username}" data-socket="/ws/">
<nav id="sidebar"><ul id="sidebar-rooms"><li><a class="room-link" href="/rooms/lobby/" data-room="lobby"
  data-last-seq="{last}" data-last-read="{last}">Lobby</a></li>
  <li><a class="room-link" href="/rooms/side/" data-room="side" data-last-seq="1" data-last-read="1">Side</a></li>
  </ul></nav><p id="connection"></p><main id="main"><section class="room">
<h1 class="room-heading"><span class="room-title">Lobby</span></h1>
<div id="stream" data-room="lobby" data-version="{version}" data-epoch="e" data-last-seq="{last}"
  data-last-read="{last}" data-more-before="{before}" data-more-after="{after}" data-may-write="true"
  data-may-react="true" data-moderator="false"><div><div id="rows">{rows}</div></div></div>
<button id="jump-latest" hidden><span class="jump-text"></span></button>
<form id="composer"><input type="hidden" name="reply_to"><div><textarea name="body"></textarea></div></form>
</section></main></body></html>"""


def row(
    seq: int, version: int, text: str = "", *, author: str = "bob", client_id: str = "", quote: int = 0
) -> str:
    quoted = (
        f'<blockquote data-quote="{quote}"><span class="quote-excerpt">old</span></blockquote>'
        if quote
        else ""
    )
    return (
        f'<article class="message" data-seq="{seq}" data-version="{version}" data-author="{author}"'
        f' data-at="2026-01-01T10:00:00Z" data-client-id="{client_id}" data-kind="text">'
        f'<a class="author">{author}</a>{quoted}<div class="body"><p>{text or f"text {seq}"}</p></div></article>'
    )


def created(
    seq: int, version: int, *, prev: int | None = None, kind: str = "created", **shown: Any
) -> dict[str, Any]:
    """A `message.*` frame of chat.v1.html."""
    return {
        "type": f"message.{kind}",
        "room": "lobby",
        "version": version,
        "prev": version - 1 if prev is None else prev,
        "seq": seq,
        "client_id": shown.get("client_id", ""),
        "author": {"username": shown.get("author", "bob"), "name": "Bob"},
        "html": row(seq, version, **shown),
    }


def subscribed(version: int, last_seq: int) -> dict[str, Any]:
    state = {"name": "Lobby", "topic": "", "kind": "public", "locked": False, "archived_at": None}
    head = {"version": version, "last_seq": last_seq, "epoch": "e"}
    return {"type": "subscribed", "room": "lobby", **head, "state": state}


def fragment(rows: str, version: int, *, before: bool = False, after: bool = False) -> str:
    more = f'data-more-before="{str(before).lower()}" data-more-after="{str(after).lower()}"'
    return f'<div class="page" data-version="{version}" {more}>{rows}</div>'


class Tab:
    """`heard` are the frames the page sent, `asked` its HTTP requests; `pages` answers /messages/ by query."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.sockets: list[WebSocketRoute] = []
        self.heard: list[dict[str, Any]] = []
        self.asked: list[str] = []
        self.pages: dict[str, str] = {}
        self.changes = ""
        self.rooms = ""  # the answer to /rooms/
        self.refuse_sockets = False
        self.hello_as = "ada"

    @classmethod
    async def open(cls, browser: Browser, **shown: Any) -> "Tab":
        tab = cls(await browser.person(ORIGIN))
        await tab.page.route("**/*", tab._answer)
        await tab.page.route_web_socket(re.compile("/ws/"), tab._connect)
        await tab.load(**shown)
        return tab

    async def load(
        self, seqs: range = range(1, 4), *, version: int = 3, user_id: int = 1, **shown: Any
    ) -> None:
        more = {name: str(shown.get(name, False)).lower() for name in ("before", "after")}
        rows = shown.get("rows") or "".join(row(seq, seq) for seq in seqs)
        last = shown.get("last_seq", seqs.stop - 1)
        values = {
            "user_id": user_id,
            "username": shown.get("username", "ada"),
            "version": version,
            "last": last,
        }
        self.html = PAGE.format(rows=rows, **values, **more)
        await self.page.goto("/rooms/lobby/")

    async def _answer(self, route: Route) -> None:
        url = urlsplit(route.request.url)
        self.asked.append(f"{route.request.method} {url.path}?{url.query}")
        if url.path.startswith("/static/js/"):
            await route.fulfill(
                path=STATIC / url.path.removeprefix("/static/"), content_type="text/javascript"
            )
        elif url.path.endswith("/messages/") and route.request.method == "POST":
            await route.fulfill(
                status=201, json={"seq": 4, "version": 4} | {"body": parse_qs(route.request.post_data)}
            )
        elif url.path.endswith("/messages/"):
            await self._page(route, url.query)
        elif url.path.endswith("/changes/"):
            await route.fulfill(body=self.changes, content_type="application/x-ndjson")
        elif url.path == "/rooms/":
            await route.fulfill(body=self.rooms, content_type="text/html")
        elif url.path == "/rooms/lobby/":
            await route.fulfill(
                body=self.html, content_type="text/html", headers={"Content-Security-Policy": CSP}
            )
        else:
            await route.fulfill(status=204)

    async def _page(self, route: Route, query: str) -> None:
        """The page that the test puts there within 3 s; any other is for ever on its way."""
        for _ in range(150):
            if query in self.pages:
                await route.fulfill(body=self.pages[query], content_type="text/html")
                return
            await asyncio.sleep(0.02)

    async def _connect(self, socket: WebSocketRoute) -> None:
        if self.refuse_sockets:
            await socket.close(code=1011)
            return
        self.sockets.append(socket)
        socket.on_message(lambda text: self.heard.extend(json.loads(line) for line in str(text).split("\n")))
        user = {"username": self.hello_as, "name": self.hello_as.title()}
        self.say({"type": "hello", "protocol": 1, "epoch": "e", "user": user, "heartbeat": 25})

    def say(self, *frames: dict[str, Any]) -> None:
        self.sockets[-1].send("\n".join(json.dumps(frame) for frame in frames))

    async def drop(self, code: int = 1011) -> None:
        await self.sockets[-1].close(code=code)

    def of(self, kind: str) -> list[dict[str, Any]]:
        return [frame for frame in self.heard if frame["type"] == kind]

    async def until(self, kind: str, count: int = 1, seconds: float = 8) -> dict[str, Any]:
        """The page's `count`-th frame of this type, once it has come."""
        end = time.monotonic() + seconds
        while len(self.of(kind)) < count:
            assert time.monotonic() < end, f"no {kind} number {count}: {self.heard}"
            await asyncio.sleep(0.02)
        return self.of(kind)[count - 1]

    async def write(self, text: str) -> None:
        await self.page.fill("#composer textarea", text)
        await self.page.press("#composer textarea", "Enter")

    async def seqs(self) -> list[int]:
        rows = self.page.locator("#rows > .message[data-seq]")
        return [int(seq) for seq in await rows.evaluate_all("rows => rows.map((row) => row.dataset.seq)")]

    async def text(self, seq: int) -> str:
        return await self.page.inner_text(f'[data-seq="{seq}"] .body')

    async def shows(self, seq: int) -> None:
        await self.page.locator(f'#rows > [data-seq="{seq}"]').wait_for()

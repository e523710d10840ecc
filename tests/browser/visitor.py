"""Somebody at a page: what they do there, and what the page shows them."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Any

from playwright.async_api import Locator, Page, expect

from tests.chat.people import Person
from tests.services.browser import Browser

PATIENCE = 30.0  # seconds: a deadline for a busy machine, no measure of speed
PASSWORD = "correct horse battery staple"
# Everything of a row that its readers see, and the day separators between rows.
ROWS = """() => [...document.querySelectorAll('#rows > .message, #rows > .day')].map((row) => {
  if (row.matches('.day')) return {day: row.textContent};
  const text = (name) => row.querySelector(name)?.textContent.trim() ?? null;
  return {
    seq: Number(row.dataset.seq) || null, version: Number(row.dataset.version) || null,
    author: row.dataset.author, name: text('.author'), time: text('time'), text: text('.body'),
    html: row.querySelector('.body')?.innerHTML ?? null, tombstone: text('.tombstone'),
    quote: text('.quote'), quoted: row.querySelector('.quote')?.dataset.quote ?? null,
    edited: row.dataset.edited ?? null, deleted: row.dataset.deleted ?? null, continued: row.matches('.is-continued'),
    tools: [...row.querySelectorAll('.tools > :not([hidden])')].map((tool) => tool.dataset.action),
    reactions: [...row.querySelectorAll('.reaction')].map((each) =>
      [each.dataset.emoji, each.dataset.count, each.dataset.users, each.ariaPressed, each.ariaLabel]),
    pending: row.matches('.is-pending'), failed: row.matches('.is-failed'),
  };
})"""


class Visitor:
    def __init__(self, page: Page) -> None:
        self.page = page
        self.composer = page.locator("#composer-body")
        self.connection = page.locator("#connection")

    @classmethod
    async def arrive(
        cls, browser: Browser, url: str, person: Person | None = None, **options: Any
    ) -> "Visitor":
        page = await browser.person(url, **options)
        page.context.set_default_timeout(1000 * PATIENCE)
        if person:
            await page.context.add_cookies([{"name": "sessionid", "value": person.session, "url": url}])
        return cls(page)

    async def open(self, path: str) -> None:
        await self.page.goto(path)

    async def enter(self, slug: str) -> None:
        """Open a room, and wait until it is live."""
        await self.open(f"/rooms/{slug}/")
        await self.live()

    async def live(self) -> None:
        await expect(self.connection).to_have_attribute("data-state", "online")
        await expect(self.connection).to_be_empty()

    async def sign_up(self, username: str) -> None:
        await self.open("/accounts/signup/")
        await self.page.get_by_label("Username").fill(username)
        await self.page.get_by_label("Password").fill(PASSWORD)
        await self.page.get_by_role("button", name="Create account").click()
        await expect(self.page.locator("body")).to_have_attribute("data-username", username)

    async def sign_in(self, username: str) -> None:
        await self.open("/accounts/login/")
        await self.page.locator("[name=login]").fill(username)
        await self.page.locator("[name=password]").fill(PASSWORD)
        await self.page.get_by_role("button", name="Sign in").click()
        await expect(self.page.locator("body")).to_have_attribute("data-username", username)

    async def write(self, text: str) -> None:
        await self.composer.fill(text)
        await self.composer.press("Enter")

    def row(self, text: str) -> Locator:
        return self.page.locator("#rows > .message", has_text=text)

    def seq(self, seq: int) -> Locator:
        return self.page.locator(f"#m-{seq}")

    async def tool(self, seq: int, action: str) -> None:
        await self.seq(seq).hover()
        await self.seq(seq).locator(f'[data-action="{action}"]').click()

    async def rows(self) -> list[dict[str, Any]]:
        """Rows as ROWS describes them, without the day separators."""
        return [row for row in await self.stream() if "day" not in row]

    async def stream(self) -> list[dict[str, Any]]:
        return await self.page.evaluate(ROWS)

    async def texts(self) -> list[str]:
        return [row["text"] for row in await self.rows()]

    async def has(self, count: int) -> list[dict[str, Any]]:
        """The rows, once there are so many in the log's numbers and none is on its way."""

        async def settled() -> list[dict[str, Any]]:
            rows = await self.rows()
            return rows if len(rows) == count and all(row["seq"] for row in rows) else []

        return await until(settled, f"{count} rows")

    async def scroll_to_start(self) -> None:
        async def reached() -> bool:
            await self.page.evaluate("document.getElementById('stream').scrollTop = 0")
            return bool(await self.page.evaluate("document.getElementById('m-1') !== null"))

        await until(reached, "the first message")


async def until[T](look: Callable[[], Awaitable[T]], what: str, seconds: float = PATIENCE) -> T:
    """The first true answer; TimeoutError names what was waited for."""
    end = time.monotonic() + seconds
    while not (found := await look()):
        if time.monotonic() > end:
            raise TimeoutError(f"waited {seconds:g} s for {what}")
        await asyncio.sleep(0.05)
    return found

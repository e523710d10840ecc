"""A room with people in it, as they meet it in their browsers; and what they do there."""

from dataclasses import dataclass
from typing import Any

from playwright.async_api import Page, expect

from tests.chat.office import Office
from tests.services.browser import Browser

INSULT = "You are all fools"


@dataclass
class Story:
    """A room in which Olga is the owner, Mo moderates, Rita reports and Bo insults."""

    url: str
    office: Office
    browser: Browser
    sessions: dict[str, str]
    slug: str

    async def page(self, who: str, path: str | None = None, **options: Any) -> Page:
        page = await self.browser.person(self.url, **options)
        cookie = {"name": "sessionid", "value": self.sessions[who], "url": self.url}
        await page.context.add_cookies([cookie])  # type: ignore[list-item]
        await page.goto(path or f"/rooms/{self.slug}/")
        return page


def row(page: Page, text: str) -> Any:
    return page.locator("article.message", has_text=text).first


async def choose(page: Page, text: str, item: str) -> None:
    """Open the menu of the row that says this, and choose."""
    await row(page, text).hover()
    await row(page, text).locator('[data-action="more"]').click()
    await page.get_by_role("menuitem", name=item).click()


async def write(page: Page, text: str) -> None:
    await page.locator("#composer-body").fill(text)
    await page.locator("#composer-body").press("Enter")


async def reach(page: Page, wanted: Any, key: str = "Tab", times: int = 80) -> None:
    """Move the focus there by the keyboard alone."""
    await expect(wanted).to_have_count(1)
    for _ in range(times):
        if await wanted.evaluate("one => one === document.activeElement"):
            return
        await page.keyboard.press(key)
    raise AssertionError(f"{wanted} is out of the keyboard's reach")


async def toast(page: Page, text: str) -> None:
    await expect(page.locator("#toasts .toast", has_text=text).first).to_be_visible()

"""The sidebar lists the rooms that one is in, and what the tab has heard of them meanwhile."""

import asyncio

from playwright.async_api import expect

from tests.browser.js.tab import Tab
from tests.services.browser import Browser

LINK = (
    '<li><a class="room-link" href="/rooms/{0}/" data-room="{0}" data-last-seq="{1}" data-last-read="{2}">'
    '<span class="room-link-name">{0}</span></a></li>'
)


def lists(*rooms: tuple[str, int, int]) -> str:
    return f'<ul id="sidebar-rooms">{"".join(LINK.format(*room) for room in rooms)}</ul>'


async def test_told_that_its_rooms_changed_the_page_asks_for_them_once_and_keeps_what_it_heard(
    browser: Browser,
) -> None:
    tab = await Tab.open(browser)
    await tab.until("subscribe")
    links = tab.page.locator("#sidebar-rooms .room-link")
    await tab.page.locator(".room-link[data-room=side]").focus()
    tab.say({"type": "unread", "room": "side", "last_seq": 5, "mention": True})
    tab.rooms = lists(("attic", 1, 1), ("lobby", 3, 1), ("side", 4, 1))
    tab.say({"type": "rooms"}, {"type": "rooms"}, {"type": "a-type-of-tomorrow"}, {"type": "rooms"})
    await expect(links).to_have_count(3)
    await expect(tab.page.locator(".room-link[data-room=lobby]")).to_have_attribute("data-last-read", "3")
    await expect(tab.page.locator(".room-link[data-room=lobby]")).to_have_attribute("aria-current", "page")
    await expect(tab.page.locator(".room-link.is-unread.is-mention[data-room=side]")).to_be_focused()
    await asyncio.sleep(1.5)
    assert tab.asked.count("GET /rooms/?") == 1

    tab.rooms = lists(("lobby", 3, 3))
    tab.say({"type": "rooms"})
    await expect(links).to_have_count(1)
    assert await tab.page.title() == "Lobby", "what one is no longer in has nothing new"


async def test_rooms_that_changed_while_the_list_was_on_its_way_are_asked_for_again(browser: Browser) -> None:
    tab = await Tab.open(browser)
    await tab.until("subscribe")
    tab.rooms = lists(("attic", 1, 1))
    tab.say({"type": "rooms"})
    await expect(tab.page.locator(".room-link[data-room=attic]")).to_be_visible()
    tab.rooms = lists(("cellar", 1, 1))
    tab.say({"type": "rooms"})
    await expect(tab.page.locator(".room-link[data-room=cellar]")).to_be_visible()

"""Coming into a room and going out of it, by oneself or by somebody else, as every open tab shows it."""

from typing import Any

from playwright.async_api import expect

from tests.browser.conftest import Arrive
from tests.browser.visitor import Visitor
from tests.chat.deployment import Deployment

SOON = 3000  # milliseconds: about one is meant, for a machine with other things to do a few more


async def test_a_room_comes_into_the_sidebar_of_all_tabs_and_goes_from_it(
    chat: Deployment, arrive: Arrive
) -> None:
    ann, bob = chat.people(2)
    home, tea, den = [chat.room(ann, name=name) for name in ("Home", "Tea", "Den")]
    chat.office.add(by=ann.username, username=bob.username, slug=home)
    inside, listing, elsewhere = [await arrive(bob) for _ in range(3)]
    await inside.enter(home)
    for one, path in ((listing, "/authors/"), (elsewhere, "/rooms/")):
        await one.open(path)
        await one.live()
    tabs = (inside, listing, elsewhere)

    chat.office.add(by=ann.username, username=bob.username, slug=tea)
    for tab in tabs:
        await expect(link(tab, tea)).to_be_visible(timeout=SOON)
    await elsewhere.page.get_by_role("button", name="Join Den").click()
    for tab in tabs:
        await expect(link(tab, den)).to_be_visible(timeout=SOON)
    await expect(link(inside, home)).to_have_attribute("aria-current", "page")

    await elsewhere.live()
    chat.office.leave(username=bob.username, slug=den)
    chat.office.remove(by=ann.username, username=bob.username, slug=tea)
    for tab in tabs:
        for slug in (den, tea):
            await expect(link(tab, slug)).to_have_count(0, timeout=SOON)
        await expect(link(tab, home)).to_be_visible()


def link(tab: Visitor, slug: str) -> Any:
    return tab.page.locator(f'#sidebar-rooms .room-link[data-room="{slug}"]')

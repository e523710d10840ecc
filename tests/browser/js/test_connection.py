"""One socket a tab: it comes back after trouble, stops when told to, and gives way to polling where it is blocked."""

import asyncio
import json

import pytest

from tests.browser.js.tab import Tab, created, subscribed
from tests.services.browser import Browser


@pytest.mark.parametrize("code", [1011, 4409, 4429, 4503])
async def test_a_lost_socket_is_opened_again_and_asks_from_where_it_was(browser: Browser, code: int) -> None:
    tab = await Tab.open(browser)
    await tab.until("subscribe")
    tab.say(created(4, 4), subscribed(4, 4))
    await tab.shows(4)
    await tab.drop(code)
    assert (await tab.until("subscribe", 2))["after"] == 4


@pytest.mark.parametrize(
    ("code", "sentence"), [(4400, "out of date"), (4401, "signed out"), (4403, "may not enter")]
)
async def test_a_final_close_is_said_and_not_retried(browser: Browser, code: int, sentence: str) -> None:
    tab = await Tab.open(browser)
    await tab.until("subscribe")
    await tab.drop(code)
    await tab.page.locator("#connection").get_by_text(sentence).wait_for()
    await asyncio.sleep(1)
    assert len(tab.sockets) == 1


async def test_nothing_is_sent_on_a_socket_that_belongs_to_somebody_else(browser: Browser) -> None:
    tab = await Tab.open(browser)
    await tab.until("subscribe")
    tab.hello_as = "mallory"
    heard = len(tab.heard)
    await tab.drop()
    await tab.page.get_by_text("Somebody else has signed in").wait_for()
    await tab.write("meant for ada")
    await asyncio.sleep(0.3)
    assert len(tab.heard) == heard


async def test_where_sockets_are_blocked_the_room_is_followed_by_polling(browser: Browser) -> None:
    tab = await Tab.open(browser)
    await tab.until("subscribe")
    tab.refuse_sockets = True
    tab.changes = "\n".join(json.dumps(frame) for frame in (created(4, 4), subscribed(4, 4)))
    await tab.drop()
    await tab.page.locator('#rows > [data-seq="4"]').wait_for(timeout=20_000)
    await tab.write("by post")
    await tab.page.locator("[data-pending]").wait_for(state="detached")
    assert any(asked.startswith("POST /rooms/lobby/messages/") for asked in tab.asked)


async def test_unread_marks_come_and_go(browser: Browser) -> None:
    tab = await Tab.open(browser)
    await tab.until("subscribe")
    tab.say({"type": "unread", "room": "side", "last_seq": 5, "mention": True})
    link = tab.page.locator(".room-link.is-unread.is-mention[data-room=side]")
    await link.wait_for()
    assert (await tab.page.title()).startswith("(1) ")
    tab.say({"type": "read", "room": "side", "seq": 4}, {"type": "read", "room": "side", "seq": 5})
    await tab.page.locator(".room-link:not(.is-unread):not(.is-mention)[data-room=side]").wait_for()
    assert await tab.page.title() == "Lobby"

"""Whoever was away sees, once back, the same page as somebody who has just come."""

import asyncio

from playwright.async_api import expect

from tests.browser.conftest import Arrive
from tests.browser.visitor import Visitor, until
from tests.chat.deployment import Deployment
from tests.services.browser import Browser

BEFORE, MISSED, CHANGED = 60, 200, 10
# Chromium's offline mode lets an open socket live on: a cut network does not.
KEEP_SOCKETS = """window.WebSocket = class extends WebSocket {
  constructor(...address) { super(...address); (window.opened ??= []).push(this); }
};"""


async def cut(visitor: Visitor) -> None:
    await visitor.page.context.set_offline(True)
    await visitor.page.evaluate("opened.forEach((socket) => socket.close())")
    await expect(visitor.connection).to_have_attribute("data-state", "offline")


def change_much(chat: Deployment, room: str, ann: str, bob: str) -> None:
    office = chat.office
    office.send(username=ann, slug=room, bodies=[f"missed {number}" for number in range(MISSED - 1)])
    office.send(username=bob, slug=room, bodies=["a reply to what changes"], reply_to=12)
    changed = {str(seq): f"**edited** {seq}" for seq in range(10, 10 + CHANGED)}
    office.edit(username=ann, slug=room, bodies=changed)
    office.delete(username=ann, slug=room, seqs=[*range(30, 35), *range(70, 75)])
    for seq, emoji in ((20, "👍"), (21, "🎉"), (100, "👍"), (BEFORE + MISSED, "❤️")):
        office.react(username=bob, slug=room, seq=seq, emoji=emoji)
    office.react(username=bob, slug=room, seq=40, emoji="👍", on=False)


async def test_a_tab_that_was_cut_off_converges_to_the_page_of_a_fresh_load(
    chat: Deployment, arrive: Arrive, browser: Browser
) -> None:
    browser.expect("net::ERR_INTERNET_DISCONNECTED", "WebSocket connection to")
    ann, bob = chat.people(2)
    room = chat.room(ann, bob)
    chat.office.send(
        username=ann.username, slug=room, bodies=[f"before {number}" for number in range(BEFORE)]
    )
    chat.office.send(username=bob.username, slug=room, bodies=["quotes what will be deleted"], reply_to=31)
    chat.office.delete(username=bob.username, slug=room, seqs=[BEFORE + 1])
    chat.office.react(username=bob.username, slug=room, seq=40, emoji="👍")
    away = await arrive(bob)
    await away.page.add_init_script(KEEP_SOCKETS)
    await away.enter(room)
    await away.scroll_to_start()
    before = await away.rows()
    assert len(before) == BEFORE + 1

    await cut(away)
    await asyncio.to_thread(change_much, chat, room, ann.username, bob.username)
    await away.write("written while away")
    assert [row for row in await away.rows() if row["seq"]] == before

    await away.page.context.set_offline(False)
    total = BEFORE + 1 + MISSED + 1
    await away.has(total)
    fresh = await arrive(bob)
    await fresh.enter(room)

    async def all_rows(visitor: Visitor) -> bool:
        await visitor.scroll_to_start()
        return len(await visitor.rows()) == total

    await until(lambda: all_rows(fresh), "the whole room in the fresh tab")
    assert await away.stream() == await fresh.stream()
    rows = await fresh.rows()
    assert [row["seq"] for row in rows] == list(range(1, total + 1))
    assert sum(bool(row["edited"]) for row in rows) == CHANGED
    assert sum(bool(row["deleted"]) for row in rows) == CHANGED + 1
    assert sum(row["text"] == "written while away" for row in rows) == 1

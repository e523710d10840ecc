"""S7: hostile messages, in a real browser under our policy, however they come to the page."""

import asyncio
import re

from playwright.async_api import expect

from tests.browser.conftest import Arrive
from tests.browser.hostile.conftest import See
from tests.browser.hostile.planting import BODIES, EVERYTHING, NAMES, Town
from tests.browser.hostile.watching import RULES, WALK
from tests.browser.visitor import until
from tests.chat.deployment import Deployment
from tests.services.browser import Browser


async def test_the_walk_finds_what_it_is_for(see: See, town: Town, browser: Browser) -> None:
    browser.expect("Content Security Policy", "violates", "status of 404")
    visitor, _ = await see(f"/rooms/{town.essay}/")
    for planted in ("<img src=x onerror=alert(1)>", "<script>alert(1)</script>", "<b>bold</b>", "<p style='x'>p</p>",
                    "<a href='javascript:alert(1)'>x</a>", "<a href='/accounts/logout/'>x</a>"):  # fmt: skip
        await visitor.page.evaluate(
            "(html) => document.querySelector('#rows .body').innerHTML = html", planted
        )
        assert await visitor.page.evaluate(WALK, RULES), planted


async def test_bodies_and_quotes_on_the_page_in_history_and_by_permalink(see: See, town: Town) -> None:
    visitor, watch = await see(f"/rooms/{town.square}/")
    await visitor.scroll_to_start()
    rows = await visitor.rows()
    assert len(rows) == 2 * len(BODIES)
    assert all(row["text"] for row in rows)
    assert all(row["quote"] for row in rows[len(BODIES) :])
    await watch.check()
    assert "<script>alert(1)</script>" in {row["text"] for row in rows}
    await watch.open(f"/rooms/{town.essay}/1/")
    assert "<svg onload=alert(1)>" in await visitor.seq(1).inner_text()


async def test_live_frames_and_edits(see: See, town: Town, chat: Deployment) -> None:
    visitor, watch = await see()
    room = chat.room(town.ada, *town.people[:1], name="Live")
    await visitor.enter(room)
    chat.office.send(username="ada", slug=room, bodies=BODIES)
    chat.office.send(username="h0", slug=room, bodies=["quoting"], reply_to=1)
    await visitor.has(len(BODIES) + 1)
    await watch.check()
    # Each turns into the one after it, and the quote follows the first.
    turned = {str(seq): BODIES[seq % len(BODIES)] for seq in range(1, len(BODIES) + 1)}
    chat.office.edit(username="ada", slug=room, bodies=turned)
    await expect(visitor.page.locator(".edited")).to_have_count(len(BODIES))
    await watch.check()
    chat.office.edit(username="ada", slug=room, bodies={"1": EVERYTHING})
    await expect(visitor.page.locator(".quote-excerpt")).not_to_have_text(BODIES[0])
    await watch.check()


async def test_what_is_written_here_drafts_pending_rows_the_edit_box_and_replies(
    see: See, town: Town, chat: Deployment
) -> None:
    visitor, watch = await see()
    room = chat.room(town.ada, name="Desk")
    await visitor.enter(room)
    await visitor.composer.fill(EVERYTHING)
    await visitor.page.reload()
    assert await visitor.composer.input_value() == EVERYTHING.replace("\r\n", "\n")
    await visitor.composer.fill("")
    sent = [body for body in BODIES if body.count("```") != 1]
    for body in sent:
        await visitor.composer.fill(body)
        await visitor.page.locator("#composer").evaluate("(form) => form.requestSubmit()")
    await watch.check()
    await visitor.has(len(sent))
    await watch.check()

    await visitor.enter(town.essay)
    await visitor.tool(1, "edit")
    field = visitor.page.get_by_label("Edit your message")
    await expect(field).to_have_value(re.compile(re.escape("<svg onload=alert(1)>")))
    await watch.check()
    await field.press("Escape")
    await visitor.tool(1, "reply")
    await expect(visitor.page.locator(".reply-banner")).to_be_visible()
    await watch.check()
    await visitor.tool(1, "delete")
    await expect(visitor.page.get_by_role("dialog")).to_be_visible()
    await watch.check()


async def test_names_in_the_mention_list_the_header_and_while_typing(
    see: See, town: Town, arrive: Arrive
) -> None:
    visitor, watch = await see()
    other = await arrive(town.people[1])
    await asyncio.gather(visitor.enter(town.square), other.enter(town.square))
    await visitor.scroll_to_start()
    shown: set[str] = set()
    for number in range(len(NAMES)):
        await visitor.composer.fill("")
        await visitor.composer.press_sequentially(f"@h{number}"[:-1])
        shown |= set(await visitor.page.locator(".suggest li b").all_text_contents())
    await watch.check()
    assert len(shown & set(NAMES)) >= min(len(NAMES), 6)
    await other.composer.press_sequentially("hm")
    await expect(visitor.page.locator("#typing")).to_contain_text(NAMES[1])
    await expect(visitor.page.locator("#presence")).to_contain_text("2 here")
    await watch.check()

    async def titled() -> bool:
        return NAMES[1] in str(await visitor.page.locator(".presence-count").get_attribute("title"))

    await until(titled, "the name of who is here")

"""The server is killed in mid-conversation; nobody reloads, nothing is lost or told twice."""

import asyncio
import re

from playwright.async_api import expect

from tests.browser.conftest import Arrive
from tests.chat.deployment import Deployment
from tests.services.browser import Browser


async def test_both_catch_up_without_a_reload_when_the_server_is_killed_and_started_again(
    chat: Deployment, arrive: Arrive, browser: Browser
) -> None:
    browser.expect("WebSocket connection to", "net::ERR", "Failed to load resource")
    ann, bob = chat.people(2)
    room = chat.room(ann, bob)
    at_ann, at_bob = await arrive(ann), await arrive(bob)
    await asyncio.gather(at_ann.enter(room), at_bob.enter(room))
    for each in (at_ann, at_bob):
        await each.page.evaluate("window.sameDocument = true")

    wanted = []
    try:
        for number in range(10):
            if number == 3:
                chat.first.kill()
            for name, each in (("ann", at_ann), ("bob", at_bob)):
                await each.write(f"{name} {number}")
                wanted.append(f"{name} {number}")
        await expect(at_ann.row("ann 9")).to_have_class(re.compile("is-pending"))
        await expect(at_ann.connection).to_contain_text("Reconnecting")
        assert "bob 9" not in await at_ann.texts()
    finally:
        await asyncio.to_thread(chat.first.start)

    for each in (at_ann, at_bob):
        rows = await each.has(len(wanted))
        assert sorted(row["text"] for row in rows) == sorted(wanted)
        for name in ("ann", "bob"):  # each in the order of writing
            own = [row["text"] for row in rows if row["text"].startswith(name)]
            assert own == [f"{name} {number}" for number in range(10)]
        await each.live()
        assert await each.page.evaluate("window.sameDocument")
    assert [row["body"] for row in chat.log(room)] == await at_bob.texts()


async def test_a_refused_message_stays_with_the_reason_and_is_sent_once_by_retry(
    chat: Deployment, arrive: Arrive
) -> None:
    ann, bob = chat.people(2)
    room = chat.room(ann, bob)
    at_bob = await arrive(bob)
    await at_bob.enter(room)
    chat.office.limit_room(slug=room, locked=True)
    await at_bob.write("let me in")
    await expect(at_bob.row("let me in")).to_contain_text("Not sent")
    assert chat.log(room) == []

    await at_bob.write("never mind")
    await at_bob.row("never mind").get_by_role("button", name="Discard").click()
    await expect(at_bob.row("never mind")).to_have_count(0)

    chat.office.limit_room(slug=room, locked=False)
    await at_bob.row("let me in").get_by_role("button", name="Retry").click()
    assert [row["text"] for row in await at_bob.has(1)] == ["let me in"]
    assert [row["body"] for row in chat.log(room)] == ["let me in"]

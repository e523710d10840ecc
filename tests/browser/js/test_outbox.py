"""What a person writes is kept until it is in the log, goes out in order and once, and never as anybody else."""

import asyncio

from tests.browser.js.tab import Tab, created, subscribed
from tests.services.browser import Browser


async def ready(browser: Browser) -> Tab:
    tab = await Tab.open(browser)
    await tab.until("subscribe")
    tab.say(subscribed(3, 3))
    return tab


def acknowledge(tab: Tab, number: int, seq: int) -> None:
    client_id = tab.of("send")[number]["client_id"]
    tab.say(
        {
            "type": "ack",
            "room": "lobby",
            "client_id": client_id,
            "seq": seq,
            "version": seq,
            "replayed": False,
        }
    )


async def test_messages_go_out_one_after_another_in_the_order_of_writing(browser: Browser) -> None:
    tab = await ready(browser)
    for text in ("one", "two", "three"):
        await tab.write(text)
    assert (await tab.until("send"))["body"] == "one"
    acknowledge(tab, 0, 4)
    assert (await tab.until("send", 2))["body"] == "two"
    acknowledge(tab, 1, 5)
    assert (await tab.until("send", 3))["body"] == "three"


async def test_whichever_comes_first_of_answer_and_message_there_is_one_row(browser: Browser) -> None:
    tab = await ready(browser)
    for number, order in enumerate(("ack", "message"), start=1):
        await tab.write(f"text {number}")
        sent = await tab.until("send", number)
        seq = 3 + number
        message = created(seq, seq, client_id=sent["client_id"], author="ada", text=f"text {number}")
        if order == "ack":
            acknowledge(tab, number - 1, seq)
            tab.say(message)
        else:
            tab.say(message)
            acknowledge(tab, number - 1, seq)
        await tab.shows(seq)
        await tab.page.locator("[data-pending]").wait_for(state="detached")
        assert (
            await tab.page.get_by_text(f"text {number}", exact=True).count() == 2
        )  # and the row of that seq before


async def test_after_a_lost_answer_the_same_client_id_is_sent_again(browser: Browser) -> None:
    tab = await ready(browser)
    await tab.write("once")
    first = await tab.until("send")
    await tab.drop()
    second = await tab.until("send", 2)
    assert second["client_id"] == first["client_id"]


async def test_what_was_not_acknowledged_survives_a_reload(browser: Browser) -> None:
    tab = await ready(browser)
    await tab.write("kept")
    first = await tab.until("send")
    await tab.load()
    assert (await tab.until("send", 2))["client_id"] == first["client_id"]
    await tab.page.locator("[data-pending].is-pending").wait_for()


async def test_the_next_person_who_signs_in_neither_sees_nor_sends_it(browser: Browser) -> None:
    tab = await ready(browser)
    await tab.write("a secret of ada")
    await tab.until("send")
    assert await tab.page.locator("[data-pending]").count() == 1
    await tab.page.fill("#composer textarea", "and a draft")
    tab.hello_as = "bob"
    await tab.load(user_id=2, username="bob")
    await tab.until("subscribe", 2)
    await asyncio.sleep(0.3)
    assert await tab.page.locator("[data-pending]").count() == 0
    assert await tab.page.input_value("#composer textarea") == ""
    assert len(tab.of("send")) == 1


async def test_a_refusal_shows_retry_and_discard(browser: Browser) -> None:
    tab = await ready(browser)
    await tab.write("no")
    sent = await tab.until("send")
    tab.say({"type": "error", "code": "not_member", "detail": "Join first.", "client_id": sent["client_id"]})
    await tab.page.locator(".is-failed").get_by_text("Join first.").wait_for()
    await tab.page.click('[data-action="retry"]')
    assert (await tab.until("send", 2))["client_id"] == sent["client_id"]
    tab.say({"type": "error", "code": "not_member", "detail": "Join first.", "client_id": sent["client_id"]})
    await tab.page.click('[data-action="discard"]')
    await tab.page.locator("[data-pending]").wait_for(state="detached")


async def test_a_plea_for_patience_is_obeyed_without_anybody_asking(browser: Browser) -> None:
    tab = await ready(browser)
    await tab.write("again")
    sent = await tab.until("send")
    about = {"client_id": sent["client_id"], "room": "lobby", "retry_after": 0.3}
    tab.say({"type": "error", "code": "rate_limited", "detail": "Too fast.", **about})
    assert (await tab.until("send", 2))["client_id"] == sent["client_id"]
    assert await tab.page.locator(".is-failed").count() == 0

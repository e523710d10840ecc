"""Moderation in a real browser, as the people concerned meet it."""

import asyncio
import re
from datetime import UTC, datetime, timedelta

from playwright.async_api import Route, expect

from tests.browser.story import INSULT, Story, choose, reach, row, toast, write

MUTE = 20  # seconds: a busy machine still shows it


async def test_from_a_report_to_a_mute_and_back_to_writing(story: Story) -> None:
    bo, rita, mo = [await story.page(who) for who in ("bo", "rita", "mo")]
    await expect(bo.locator("#composer-body")).to_be_visible()
    await expect(mo.locator("#waiting")).to_be_hidden()

    await choose(rita, INSULT, "Report")
    await rita.get_by_label("What is wrong with it?").fill("An insult to everybody")
    await rita.get_by_role("button", name="Report", exact=True).click()
    await toast(rita, "Reported.")

    story.office.edit(username="bo", slug=story.slug, bodies={"2": "You are all cool"})
    await expect(row(bo, "You are all cool")).to_be_visible()

    await expect(mo.locator("#waiting")).to_have_text("1 waiting")
    await mo.get_by_role("link", name="Moderation").click()
    await mo.locator(".sections").get_by_role("link", name="Reports").click()
    case = mo.locator(".case")
    await expect(case).to_have_count(1)
    await expect(case.locator(".evidence-body")).to_have_text(INSULT)
    await expect(case).to_contain_text("You are all cool")
    await case.get_by_role("button", name="Claim").click()
    await expect(case).to_contain_text("Mo is looking at it")
    end = (datetime.now(UTC) + timedelta(seconds=MUTE)).replace(microsecond=0)
    await case.get_by_label("Reason").fill("Insulting people")
    await case.get_by_label("How long").select_option("custom")
    await case.locator('[name="until"]').fill(end.strftime("%Y-%m-%dT%H:%M:%S"))
    await case.get_by_role("button", name="Mute the author").click()
    await toast(mo, "the report is closed")
    await expect(mo.locator(".case")).to_have_count(0)
    await toast(rita, "The moderators acted on your report: Its author was muted.")

    notice = bo.locator(".composer-bar.is-muted")
    await expect(notice).to_be_visible()
    await expect(notice).to_contain_text("Insulting people")
    await expect(notice.locator("time")).to_have_attribute(
        "datetime", re.compile(end.strftime("%Y-%m-%dT%H:%M:%S"))
    )
    assert await bo.locator("#composer-body").count() == 0

    await expect(bo.locator("#composer-body")).to_be_visible(timeout=(MUTE + 10) * 1000)
    assert datetime.now(UTC) >= end
    await write(bo, "I am sorry")
    await expect(row(rita, "I am sorry")).to_be_visible()

    await rita.goto(f"/rooms/{story.slug}/you/")
    await expect(rita.locator(".entry")).to_contain_text("Acted on")


async def test_a_removed_persons_room_closes_and_says_so(story: Story) -> None:
    story.office.make_private(by="olga", slug=story.slug)
    bo, mo = await story.page("bo"), await story.page("mo")
    await expect(row(bo, "Good morning")).to_be_visible()
    story.browser.expect("404")
    await row(mo, INSULT).locator("a.author").click()
    card = mo.locator(".card-popover")
    await card.get_by_text("Mute, remove or ban").click()
    await card.get_by_label("Reason").fill("Enough")
    await card.get_by_role("button", name="Remove").click()
    await toast(mo, "out of the room")
    await expect(bo.locator(".room-closed")).to_contain_text("no longer in this room")
    assert await bo.locator("article.message").count() == 0


async def test_a_moderator_deletes_a_selection_after_a_preview_and_undoes_it(story: Story) -> None:
    story.office.send(username="bo", slug=story.slug, bodies=["spam one", "spam two", "spam three"])
    rita, mo = await story.page("rita"), await story.page("mo")
    await choose(mo, "spam one", "Select messages")
    await row(mo, "spam three").click(modifiers=["Shift"])
    await expect(mo.locator(".selection-bar")).to_contain_text("3 selected")
    await mo.get_by_role("button", name="Delete …").click()
    await expect(mo.locator("#preview-heading")).to_have_text("3 messages would be deleted")
    await expect(mo.locator("#preview .sample")).to_contain_text("spam two")
    await mo.locator("#preview").get_by_label("Reason").fill("Spam")
    await mo.get_by_role("button", name="Delete 3 messages").click()
    await toast(mo, "3 messages are gone")
    await expect(rita.locator("article.message .tombstone")).to_have_count(3)
    await mo.get_by_role("button", name="Undo the deletion of 3 messages").click()
    await expect(row(rita, "spam two")).to_be_visible()
    await mo.locator(".sections").get_by_role("link", name="Record").click()
    await expect(mo.locator(".entry").first).to_contain_text("put messages back")


async def test_an_answer_that_comes_when_one_has_gone_on_changes_nothing_there(story: Story) -> None:
    """It has nothing any more that says which part of it was wanted: all of it would stand inside the page."""
    mo = await story.page("mo", f"/rooms/{story.slug}/moderation/")
    await mo.locator("#slow-mode").select_option("60")
    here = asyncio.Event()

    async def late(route: Route) -> None:
        await here.wait()
        await route.continue_()

    await mo.route("**/moderation/settings/", late)
    async with mo.expect_response("**/moderation/settings/"):
        await mo.locator("form:has(#slow-mode)").get_by_role("button", name="Set").click()
        await mo.locator(".sections").get_by_role("link", name="Record").click()
        await expect(mo.locator('.sections [aria-current="page"]')).to_have_text("Record")
        here.set()
    await toast(mo, "Done, and on the record.")
    await expect(mo.locator("main")).to_have_count(1)
    await expect(mo.locator('.sections [aria-current="page"]')).to_have_text("Record")
    await mo.locator(".sections").get_by_role("link", name="Overview").click()
    await expect(mo.locator("#slow-mode")).to_have_value("60")


async def test_a_message_and_a_person_are_acted_on_by_the_keyboard_alone(story: Story) -> None:
    mo, bo = await story.page("mo"), await story.page("bo")
    await mo.locator("#composer-body").focus()
    await reach(mo, row(mo, INSULT).locator('[data-action="more"]'), "Shift+Tab")
    await mo.keyboard.press("ArrowUp")
    await expect(row(mo, "Good morning")).to_be_focused()
    await mo.keyboard.press("ArrowDown")
    await reach(mo, row(mo, INSULT).locator('[data-action="more"]'))
    await mo.keyboard.press("Enter")
    await reach(mo, mo.get_by_role("menuitem", name="Report"), "ArrowDown", 5)
    await mo.keyboard.press("Enter")
    await expect(mo.get_by_label("What is wrong with it?")).to_be_focused()
    await mo.keyboard.type("An insult")
    await mo.keyboard.press("Enter")
    await toast(mo, "Reported.")

    await reach(mo, row(mo, INSULT).locator("a.author"), "Shift+Tab")
    await mo.keyboard.press("Enter")
    card = mo.locator(".card-popover")
    await reach(mo, card.locator("summary"))
    await mo.keyboard.press("Enter")
    await reach(mo, card.get_by_label("Reason"))
    await mo.keyboard.type("Insulting people")
    await reach(mo, card.get_by_role("button", name="Mute", exact=True))
    await mo.keyboard.press("Enter")
    await toast(mo, "is muted")
    await expect(bo.locator(".composer-bar.is-muted")).to_contain_text("Insulting people")


async def test_a_pin_shows_at_once_and_is_listed(story: Story) -> None:
    rita, mo = await story.page("rita"), await story.page("mo")
    await choose(mo, "Good morning", "Pin")
    await expect(rita.locator("article.message[data-pinned]")).to_contain_text("Good morning")
    await rita.get_by_role("link", name="Pinned messages").click()
    await expect(rita.locator(".case")).to_contain_text("Good morning")


async def test_whom_one_ignores_is_folded_away_and_can_be_unfolded(story: Story) -> None:
    rita = await story.page("rita")
    await expect(row(rita, INSULT).locator(".body")).to_be_visible()
    await row(rita, INSULT).locator("a.author").click()
    await rita.get_by_role("button", name="Ignore").click()
    folded = rita.locator("article.message.is-ignored")
    await expect(folded).to_have_count(1)
    await expect(rita.get_by_text(INSULT)).to_be_hidden()
    story.office.send(username="bo", slug=story.slug, bodies=["And another thing"])
    await expect(folded).to_have_count(2)
    await rita.reload()
    await expect(folded).to_have_count(2)
    await folded.first.get_by_role("button", name="Show").click()
    await expect(rita.get_by_text(INSULT)).to_be_visible()


async def test_slow_mode_counts_down_and_a_lock_closes_the_composer(story: Story) -> None:
    bo, mo = await story.page("bo"), await story.page("mo", f"/rooms/{story.slug}/moderation/")
    await mo.get_by_label("Slow mode").nth(1).select_option("10")
    await mo.get_by_role("button", name="Set", exact=True).first.click()
    await toast(mo, "on the record")
    await expect(bo.locator(".composer-status")).to_contain_text("Slow mode")
    await write(bo, "One")
    await expect(bo.locator(".composer-status")).to_have_text(re.compile(r"Slow mode: \d+ s"))
    await mo.get_by_role("button", name="Lock the room").click()
    await expect(bo.locator(".foot")).to_contain_text("Only moderators can write")
    await mo.get_by_role("button", name="Unlock the room").click()
    await expect(bo.locator("#composer-body")).to_be_visible()


async def test_everything_on_the_way_works_by_plain_forms(story: Story) -> None:
    plain = {"java_script_enabled": False}
    rita = await story.page("rita", f"/rooms/{story.slug}/2/", **plain)
    await rita.get_by_role("link", name="Report this message").click()
    await rita.get_by_label("Reason").fill("An insult")
    await rita.get_by_role("button", name="Report").click()
    mo = await story.page("mo", f"/rooms/{story.slug}/moderation/reports/", **plain)
    await expect(mo.locator(".evidence-body")).to_have_text(INSULT)
    await mo.get_by_label("How long").select_option("1h")
    await mo.get_by_role("button", name="Mute the author").click()
    await toast(mo, "the report is closed")
    bo = await story.page("bo", **plain)
    await expect(bo.locator(".composer-bar.is-muted")).to_contain_text("Reason: For something written here")
    await mo.goto(f"/rooms/{story.slug}/moderation/people/bo/")
    await mo.get_by_role("button", name="Lift the mute of Bo").click()
    await toast(mo, "can write again")
    await bo.reload()
    await expect(bo.locator("#composer-body")).to_be_visible()


async def test_a_held_message_is_said_to_wait_and_appears_when_let_through(story: Story) -> None:
    story.office.rule(by="olga", slug=story.slug, pattern="casino*", action="hold")
    bo, rita = await story.page("bo"), await story.page("rita")
    mo = await story.page("mo", f"/rooms/{story.slug}/moderation/held/")
    await write(bo, "Visit my casino")
    await expect(bo.locator(".send-failed.is-held")).to_contain_text("A moderator will look")
    await expect(bo.locator("article.is-held")).to_contain_text("Visit my casino")
    await expect(bo.locator("article.is-failed")).to_have_count(0)
    await asyncio.sleep(0.2)
    assert await rita.get_by_text("Visit my casino").count() == 0
    await mo.reload()
    await mo.get_by_role("button", name="Let it through").click()
    await expect(row(rita, "Visit my casino")).to_be_visible()
    await expect(bo.locator("article.message", has_text="Visit my casino")).to_have_count(1)


async def test_a_held_message_counts_at_once_and_its_refusal_is_said_where_it_was_written(
    story: Story,
) -> None:
    story.office.rule(by="olga", slug=story.slug, pattern="casino*", action="hold")
    bo, mo = await story.page("bo"), await story.page("mo")
    await expect(mo.locator("#waiting")).to_be_hidden()
    await write(bo, "Visit my casino")
    await expect(mo.locator("#waiting")).to_have_text("1 waiting")
    await mo.goto(f"{story.url}/rooms/{story.slug}/moderation/held/")
    await mo.get_by_role("button", name="Refuse", exact=True).click()
    failed = bo.locator(".send-failed")
    await expect(failed).to_contain_text("A moderator did not let this message through.")
    await expect(failed.get_by_role("button")).to_have_text(["Dismiss"])
    await bo.goto(f"{story.url}/rooms/{story.slug}/you/")
    await expect(bo.locator("main")).to_contain_text("Not let through")

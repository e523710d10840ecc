"""A raid in a real browser: the switch, what open rooms are told, what new accounts wrote; and what is one's own."""

import re
from typing import Any

from playwright.async_api import Page, expect

from tests.browser.story import INSULT, Story, reach, row, toast, write


async def press(page: Page, name: str) -> None:
    """Reach a button or a link by the Tab key alone, and press it."""
    wanted = page.get_by_role("button", name=name).or_(page.get_by_role("link", name=name)).first
    await expect(wanted).to_be_visible()
    await reach(page, wanted)
    await page.keyboard.press("Enter")


async def test_the_switch_is_felt_in_open_rooms_and_what_new_accounts_wrote_goes(story: Story) -> None:
    bo, rita = await story.page("bo"), await story.page("rita")
    mo = await story.page("mo", f"/rooms/{story.slug}/moderation/")
    await expect(row(rita, INSULT)).to_be_visible()
    await mo.get_by_label("New is an account made").select_option("1h")
    await mo.get_by_label("Slow mode").first.select_option("120")
    await press(mo, "Switch it on")
    await toast(mo, "The raid switch is on")
    status = bo.locator(".composer-status")
    await expect(status).to_have_text(re.compile(r"Slow mode: \d+ s"))  # Bo has just written: it counts down
    await write(bo, "Me again")
    await expect(bo.locator(".send-failed.is-held")).to_contain_text("A moderator will look")

    await press(mo, "Delete what new accounts wrote …")
    await expect(mo.locator("#preview-heading")).to_contain_text("2 messages would be deleted, by 2 people")
    await mo.locator("#preview").get_by_label("Reason").fill("Raid")
    await press(mo, "Delete 2 messages")
    await toast(mo, "2 messages are gone")
    await expect(rita.locator("article.message .tombstone")).to_have_count(2)
    await press(mo, "Undo the deletion of 2 messages")
    await expect(row(rita, INSULT)).to_be_visible()

    await mo.goto(f"/rooms/{story.slug}/moderation/")
    await press(mo, "Switch it off")
    await toast(mo, "The raid switch is off")
    await expect(status).not_to_contain_text("Slow mode")


async def test_raid_mode_ends_by_itself_in_an_open_room(story: Story) -> None:
    story.office.raid(by="olga", slug=story.slug, seconds=15)
    bo = await story.page("bo")
    status = bo.locator(".composer-status")
    await expect(status).to_contain_text("Slow mode")
    await expect(status).not_to_contain_text("Slow mode")
    assert await bo.locator("#composer-body").is_visible()


async def test_the_whole_site_s_switch_reaches_every_room(story: Story) -> None:
    story.office.make_staff(username="olga")
    bo = await story.page("bo")
    await expect(bo.locator("#composer-body")).to_be_visible()
    olga = await story.page("olga", "/moderation/")
    await olga.get_by_role("button", name="Switch it on").click()
    await toast(olga, "The raid switch is on")
    await expect(bo.locator(".composer-status")).to_contain_text("Slow mode")
    await olga.get_by_role("link", name="New accounts", exact=True).click()
    await olga.get_by_role("button", name="Show what that is").click()
    await expect(olga.locator("#preview-heading")).to_contain_text("2 messages in 1 room would be deleted")
    await olga.goto("/moderation/")
    await olga.get_by_role("button", name="Switch it off").click()
    await toast(olga, "The raid switch is off")
    await expect(bo.locator(".composer-status")).not_to_contain_text("Slow mode")


def link(page: Page, slug: str) -> Any:
    return page.locator(f'.room-link[data-room="{slug}"]')


async def test_a_direct_conversation_is_closed_and_comes_back_when_somebody_writes(story: Story) -> None:
    slug = story.office.direct(username="rita", other="bo")
    story.office.send(username="bo", slug=slug, bodies=["psst"])
    rita = await story.page("rita", f"/rooms/{slug}/")
    await expect(link(rita, slug)).to_have_count(1)
    await rita.get_by_role("link", name="Notifications, close this conversation").click()
    await rita.get_by_role("button", name="Close it").click()
    await expect(rita).to_have_url(re.compile("/rooms/$"))
    await expect(link(rita, slug)).to_have_count(0)
    story.office.send(username="bo", slug=slug, bodies=["psst again"])
    await rita.reload()
    await expect(link(rita, slug)).to_have_count(1)


async def test_what_is_marked_as_new_is_one_s_own_to_say(story: Story) -> None:
    other = story.office.room(owner="olga", name="Circle", members=["rita", "bo"])
    rita = await story.page("rita", f"/rooms/{other}/you/")
    await rita.locator("#level").select_option("mentions")
    await rita.get_by_role("button", name="Save").click()
    await toast(rita, "Saved.")
    await rita.goto(f"/rooms/{story.slug}/")
    story.office.send(username="bo", slug=other, bodies=["for nobody in particular"])
    story.office.send(username="bo", slug=story.slug, bodies=["something here"])
    await expect(row(rita, "something here")).to_be_visible()
    await expect(link(rita, other)).not_to_have_class(re.compile("is-unread"))
    story.office.send(username="bo", slug=other, bodies=["@rita look"])
    await expect(link(rita, other)).to_have_class(re.compile("is-mention"))

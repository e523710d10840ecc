"""Coming into a room and going out of it, by oneself or by somebody else, as every open tab shows it."""

from typing import Any

from playwright.async_api import expect

from tests.browser.conftest import Arrive
from tests.browser.visitor import Visitor
from tests.chat.deployment import Deployment
from tests.services.browser import Browser

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


async def test_a_conversation_that_somebody_opens_comes_into_the_sidebar(
    chat: Deployment, arrive: Arrive
) -> None:
    ann, bob = chat.people(2)
    visitor = await arrive(bob, "/authors/")
    await visitor.live()
    room = chat.office.direct(username=ann.username, other=bob.username)
    way = visitor.page.locator(f'#sidebar-directs .room-link[data-room="{room}"]')
    await expect(way).to_contain_text(ann.username, timeout=SOON)
    await way.click()
    await expect(visitor.composer).to_be_visible()


async def test_who_is_removed_from_a_public_room_is_told_and_keeps_no_moderators_tools(
    chat: Deployment, arrive: Arrive
) -> None:
    ann, bob = chat.people(2)
    room = chat.room(ann, bob, name="Square")
    chat.office.promote(by=ann.username, username=bob.username, slug=room)
    chat.office.send(username=ann.username, slug=room, bodies=["Good morning"])
    visitor = await arrive(bob)
    await visitor.enter(room)
    await visitor.write("Half a thought that was sent")
    await visitor.has(2)
    await visitor.composer.fill("Half a thought that was not")
    await expect(visitor.page.get_by_role("link", name="Moderation")).to_be_visible()

    chat.office.remove(by=ann.username, username=bob.username, slug=room)
    bar = visitor.page.locator(".composer-bar")
    await expect(bar.get_by_role("alert")).to_contain_text("You are no longer a member of this room.")
    await expect(visitor.page.get_by_role("link", name="Moderation")).to_have_count(0)
    await expect(visitor.page.get_by_role("link", name="Room settings")).to_have_count(0)
    await visitor.seq(1).hover()
    assert set((await visitor.rows())[0]["tools"]) == {"link", "more"}

    await bar.get_by_role("button", name="Join the room").click()
    await expect(visitor.composer).to_have_value("Half a thought that was not")


async def test_who_is_banned_keeps_nothing_of_the_room_but_its_name(
    chat: Deployment, arrive: Arrive, browser: Browser
) -> None:
    ann, bob = chat.people(2)
    room = chat.room(ann, bob, name="Square", topic="What all may know")
    visitor = await arrive(bob)
    await visitor.enter(room)
    await expect(visitor.page.get_by_role("link", name="Pinned messages")).to_be_visible()
    browser.expect("404")
    chat.office.ban(by=ann.username, username=bob.username, slug=room)
    await expect(visitor.page.locator(".room-closed")).to_contain_text("no longer in this room")
    for part in (".presence", ".room-actions", ".room-topic", "#composer"):
        await expect(visitor.page.locator(part)).to_have_count(0)
    await expect(visitor.page.get_by_role("heading", level=1)).to_contain_text("Square")


async def test_another_role_changes_ways_and_tools_at_once_and_nothing_that_is_being_written(
    chat: Deployment, arrive: Arrive
) -> None:
    ann, bob = chat.people(2)
    room = chat.room(ann, bob)
    chat.office.send(username=ann.username, slug=room, bodies=["Good morning"])
    member = await arrive(bob)
    await member.enter(room)
    ways = member.page.locator(".room-actions")
    await member.tool(1, "reply")
    await member.composer.press_sequentially("I was about to ")
    await expect(ways.get_by_role("link", name="Moderation")).to_have_count(0)

    chat.office.promote(by=ann.username, username=bob.username, slug=room)
    for name in ("Moderation", "Room settings", "Pinned messages"):
        await expect(ways.get_by_role("link", name=name)).to_have_count(1)
    await expect(member.seq(1).locator('[data-action="delete"]')).not_to_have_attribute("hidden", "")
    await expect(member.composer).to_be_focused()
    await expect(member.page.locator(".reply-banner")).to_be_visible()
    await member.composer.press_sequentially("say so")
    await member.composer.press("Enter")
    assert (await member.has(2))[1]["text"] == "I was about to say so"
    assert (await member.rows())[1]["quoted"] == "1"

    chat.office.promote(by=ann.username, username=bob.username, slug=room, role="member")
    await expect(ways.get_by_role("link", name="Moderation")).to_have_count(0)
    await expect(member.seq(1).locator('[data-action="delete"]')).to_have_attribute("hidden", "")


async def test_nobody_is_offered_to_react_who_may_not_until_they_may_again(
    chat: Deployment, arrive: Arrive
) -> None:
    ann, bob = chat.people(2)
    room = chat.room(ann, bob)
    chat.office.send(username=ann.username, slug=room, bodies=["Good morning"])
    chat.office.react(username=bob.username, slug=room, seq=1, emoji="👍")
    owner, member = await arrive(ann), await arrive(bob)
    await owner.enter(room)
    await member.enter(room)
    offered = [one.seq(1).locator('[data-action="react"]:not([hidden])') for one in (owner, member)]
    for tool in offered:
        await expect(tool).to_have_count(1)

    chat.office.mute(by=ann.username, username=bob.username, slug=room)
    await expect(offered[1]).to_have_count(0)
    await expect(offered[0]).to_have_count(1)
    await member.seq(1).locator(".reaction").click()
    await expect(owner.seq(1).locator(".reaction")).to_have_count(0)
    chat.office.unmute(by=ann.username, username=bob.username, slug=room)
    await expect(offered[1]).to_have_count(1)
    await expect(member.composer).to_be_visible()

    chat.office.archive(by=ann.username, slug=room)
    for tool in offered:
        await expect(tool).to_have_count(0)
    chat.office.archive(by=ann.username, slug=room, on=False)
    for one, tool in zip((owner, member), offered, strict=True):
        await expect(tool).to_have_count(1)
        await expect(one.composer).to_be_visible()
    chat.office.limit_room(slug=room, locked=True)
    await member.enter(room)
    await expect(offered[1]).to_have_count(1)


async def test_a_muted_person_without_scripts_can_take_a_reaction_back_and_no_more(
    chat: Deployment, arrive: Arrive
) -> None:
    ann, bob = chat.people(2)
    room = chat.room(ann, bob)
    chat.office.send(username=ann.username, slug=room, bodies=["Good morning"])
    chat.office.react(username=bob.username, slug=room, seq=1, emoji="👍")
    chat.office.mute(by=ann.username, username=bob.username, slug=room)
    plain = await arrive(bob, f"/rooms/{room}/1/", java_script_enabled=False)
    await expect(plain.page.get_by_role("button", name="React with")).to_have_count(0)
    await expect(plain.page.get_by_label("Reply to")).to_have_count(0)
    await plain.page.get_by_role("button", name="Take back 👍").click()
    await expect(plain.page.locator("#m-1 .reaction")).to_have_count(0)

"""S7: hostile names, topics, searches and addresses on every page that shows them, in a real browser."""

import asyncio
import re
from urllib.parse import quote, urlencode

from playwright.async_api import expect

from tests.browser.conftest import Arrive
from tests.browser.hostile.conftest import See
from tests.browser.hostile.planting import ADDRESS, EVERYTHING, NAMES, QUERY, TOPICS, Town, packed
from tests.browser.hostile.watching import Watch
from tests.chat.deployment import Deployment
from tests.services.browser import Browser


async def test_rooms_and_people_by_name_in_lists_the_sidebar_titles_and_their_own_pages(
    see: See, town: Town
) -> None:
    visitor, watch = await see("/rooms/")
    names = await visitor.page.locator("#sidebar-rooms .room-link-name").all_text_contents()
    assert set(NAMES) <= set(names)
    listed: set[str] = set()
    for path in ("/rooms/", "/authors/"):
        await watch.open(path)
        while True:
            listed |= set(await visitor.page.locator(".listing h2 a").all_text_contents())
            following = visitor.page.get_by_role("link", name="Next")
            if not await following.count():
                break
            await watch.open(path + str(await following.get_attribute("href")))
    assert set(NAMES) <= listed


async def test_the_page_of_each_room_and_person(see: See, town: Town) -> None:
    """Two tabs share the work."""

    topics = set()

    async def walk(pages: list[tuple[str, str, str]]) -> None:
        visitor, watch = await see(person=town.people[0])
        for path, name, place in pages:
            await watch.open(path)
            assert name in await visitor.page.title()
            assert name in await visitor.page.locator(place).inner_text()
            topics.update(await visitor.page.locator(".room-topic").all_inner_texts())

    rooms = [(f"/rooms/{slug}/", name, ".room-title") for slug, name in zip(town.rooms, NAMES, strict=True)]
    people = [(f"/authors/{one.username}/", name, "h1") for one, name in zip(town.people, NAMES, strict=True)]
    await asyncio.gather(walk(rooms), walk(people))
    assert topics == set(TOPICS)


async def test_pages_about_a_room_and_its_invitation(see: See, town: Town, chat: Deployment) -> None:
    visitor, watch = await see()
    await watch.open(f"/rooms/{town.square}/members/")
    listed = await visitor.page.locator(".listing h2 a").all_text_contents()
    assert set(NAMES) <= set(listed)
    for slug, name in list(zip(town.rooms, NAMES, strict=True))[::8]:
        for page in ("members", "settings", "pins", "you", "moderation"):
            await watch.open(f"/rooms/{slug}/{page}/")
        await watch.open(f"/rooms/{slug}/members/")
        await visitor.page.get_by_role("button", name="Make an invitation link").click()
        link = await visitor.page.get_by_label("Invitation link").input_value()
        await watch.open(re.sub("^https?://[^/]+", "", link))
        assert await visitor.page.locator("h1").inner_text() == f"Join {name}"


async def test_search_boxes_the_way_back_from_signing_in_and_errors(
    see: See, town: Town, arrive: Arrive
) -> None:
    visitor, watch = await see(person=town.people[0])
    for path in ("/rooms/", "/authors/"):
        for line in packed(QUERY)[::4] if path == "/authors/" else packed(QUERY):
            await watch.open(f"{path}?{urlencode({'q': line})}")
            assert await visitor.page.get_by_role("searchbox").input_value() == line
    await watch.open("/rooms/")
    for line in packed(QUERY)[::5]:
        async with visitor.page.expect_response(lambda answer: "q=" in answer.url):
            await visitor.page.get_by_role("searchbox").fill(line)
        await expect(visitor.page.locator("#room-list")).to_contain_text("matching")
        await watch.check()
    stranger = await arrive(None)
    outside = Watch(stranger.page)
    for line in packed(ADDRESS):
        await outside.open(f"/accounts/login/?{urlencode({'next': line})}")
        await outside.open(f"/accounts/login/?{urlencode({'next': '/rooms/?q=' + line})}")


async def test_error_pages_and_forms_shown_again(see: See, town: Town, browser: Browser) -> None:
    browser.expect("status of 40[034]")
    visitor, watch = await see(person=town.people[0])
    for line in packed(ADDRESS):
        for noun in ("rooms", "authors", "invite"):
            await visitor.page.goto(f"/{noun}/{quote(line, safe='')}/")
            await watch.check()
            assert await visitor.page.locator("h1").count() == 1
    for line in NAMES[::5]:
        await visitor.page.goto("/rooms/new/")
        await visitor.page.get_by_label("Name").fill(line)
        too_long = "(field, text) => { field.removeAttribute('maxlength'); field.value = text }"
        await visitor.page.locator("[name=topic]").evaluate(too_long, EVERYTHING[:1000])
        await visitor.page.get_by_role("button", name="Create the room").click()
        await expect(visitor.page.get_by_role("alert")).to_be_visible()
        assert await visitor.page.get_by_label("Name").input_value() == line
        await watch.check()

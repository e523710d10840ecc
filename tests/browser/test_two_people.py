"""Two people who have never been here meet in a room and talk."""

import asyncio

from playwright.async_api import expect

from tests.browser.conftest import Arrive
from tests.browser.visitor import Visitor
from tests.chat.deployment import Deployment

EACH = 50


async def say(visitor: Visitor, word: str) -> None:
    for number in range(1, EACH + 1):
        await visitor.write(f"{word} {number}")


async def test_two_people_sign_up_meet_in_a_room_and_get_every_message_once_in_one_order(
    arrive: Arrive,
) -> None:
    ada, grace = await arrive(None), await arrive(None)
    await ada.sign_up("ada.two")
    await grace.sign_up("grace.two")

    await ada.open("/rooms/")
    await ada.page.locator("main").get_by_role("link", name="New room").click()
    await ada.page.get_by_label("Name").fill("Tea house")
    await ada.page.get_by_label("Topic").fill("Leaves and water")
    await ada.page.get_by_role("button", name="Create the room").click()
    await expect(ada.page.get_by_role("heading", level=1)).to_contain_text("Tea house")

    await grace.page.get_by_role("link", name="Browse rooms").first.click()
    await grace.page.get_by_role("searchbox").press_sequentially("tea")
    await expect(grace.page.get_by_text("matching “tea”")).to_be_visible()
    await grace.page.get_by_role("button", name="Join Tea house").click()
    await expect(grace.page.locator(".room-topic")).to_have_text("Leaves and water")
    await asyncio.gather(ada.live(), grace.live())
    await expect(ada.page.locator("#member-count")).to_have_text("2")

    await asyncio.gather(say(ada, "green"), say(grace, "black"))
    seen_by_ada, seen_by_grace = await asyncio.gather(ada.has(2 * EACH), grace.has(2 * EACH))
    assert [row["seq"] for row in seen_by_ada] == list(range(1, 2 * EACH + 1))
    for word in ("green", "black"):
        spoken = [row["text"] for row in seen_by_ada if row["text"].startswith(word)]
        assert spoken == [f"{word} {number}" for number in range(1, EACH + 1)]
    assert [(row["seq"], row["text"], row["author"]) for row in seen_by_grace] == [
        (row["seq"], row["text"], row["author"]) for row in seen_by_ada
    ]


async def test_a_member_who_is_away_and_silent_is_suggested_after_an_at_sign(
    chat: Deployment, arrive: Arrive
) -> None:
    ann, bob = chat.people(2, prefix="suggested")
    room = chat.room(ann, bob)
    visitor = await arrive(ann, f"/rooms/{room}/")
    await visitor.live()
    await visitor.page.locator("#composer-body").press_sequentially(f"hello @{bob.username[:-1]}")
    await expect(visitor.page.get_by_role("option", name=f"@{bob.username}")).to_be_visible()
    await visitor.page.keyboard.press("Enter")
    await expect(visitor.page.locator("#composer-body")).to_have_value(f"hello @{bob.username} ")

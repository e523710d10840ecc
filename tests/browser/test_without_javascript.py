"""Everything that matters works by plain links and forms."""

from playwright.async_api import Page, expect

from tests.browser.conftest import Arrive
from tests.chat.deployment import Deployment
from tests.services.browser import Browser

LONG = 130  # messages: three pages of history


async def test_signing_up_and_in_browsing_and_joining_without_scripts(
    chat: Deployment, arrive: Arrive
) -> None:
    chat.room(chat.person(), name="Quiet corner", topic="No scripts")
    visitor = await arrive(None, java_script_enabled=False)
    page = visitor.page
    await visitor.sign_up("ella")
    await page.context.clear_cookies()
    await visitor.sign_in("ella")

    await visitor.open("/rooms/")
    await page.get_by_role("searchbox").fill("quiet")
    await page.get_by_role("button", name="Search").click()
    await page.get_by_role("link", name="Quiet corner").click()
    await page.get_by_role("button", name="Join the room").click()
    await visitor.composer.fill("hello <b>there</b>")
    await page.get_by_role("button", name="Send").click()
    await expect(page.locator("#m-1 .body")).to_have_text("hello <b>there</b>")
    assert page.url.endswith("#m-1")


async def permalink(page: Page, seq: int) -> None:
    await page.locator(f"#m-{seq} .permalink").click()
    await expect(page.get_by_role("region", name="This message")).to_be_visible()


async def test_replying_editing_deleting_and_reacting_on_the_permalink_page(
    chat: Deployment, arrive: Arrive
) -> None:
    ann, bob = chat.people(2)
    room = chat.room(ann, bob)
    chat.office.send(username=bob.username, slug=room, bodies=["the first word"])
    visitor = await arrive(ann, f"/rooms/{room}/", java_script_enabled=False)
    page = visitor.page

    await permalink(page, 1)
    await page.get_by_label("Reply to").fill("a reply")
    await page.get_by_role("button", name="Reply", exact=True).click()
    await expect(page.locator("#m-2 .quote")).to_contain_text("the first word")

    await permalink(page, 1)
    await page.get_by_role("button", name="React with").first.click()
    await expect(page.locator("#m-1 .reaction")).to_have_attribute("data-users", ann.username)
    await permalink(page, 1)
    await page.get_by_role("button", name="Take back").click()
    await expect(page.locator("#m-1 .reaction")).to_have_count(0)

    await permalink(page, 2)
    await page.get_by_label("Edit your message").fill("a better reply")
    await page.get_by_role("button", name="Save the change").click()
    await expect(page.locator("#m-2 .body")).to_have_text("a better reply")
    await expect(page.locator("#m-2 .edited")).to_be_visible()

    await permalink(page, 2)
    await page.get_by_role("button", name="Delete this message").click()
    await expect(page.locator("#m-2 .tombstone")).to_have_text("Message deleted")
    await permalink(page, 1)
    await expect(page.get_by_label("Edit your message")).to_have_count(0)
    await expect(page.get_by_role("button", name="Delete this message")).to_have_count(1)  # hers is the room


async def test_paging_through_history_to_its_start_and_back(chat: Deployment, arrive: Arrive) -> None:
    ann = chat.person()
    room = chat.room(ann)
    chat.office.send(username=ann.username, slug=room, bodies=[f"number {n}" for n in range(1, LONG + 1)])
    visitor = await arrive(ann, f"/rooms/{room}/", java_script_enabled=False)
    page = visitor.page
    seen: set[int] = set()

    async def look() -> set[int]:
        links = page.locator("#rows > .message .permalink")
        permalinks = await links.evaluate_all("(all) => all.map(({ href }) => href)")
        return {int(href.rstrip("/").rsplit("/")[-1]) for href in permalinks}

    for way, end in (("Older messages", 1), ("Newer messages", LONG)):
        for _ in range(8):
            seen |= await look()
            if end in await look():
                break
            await page.get_by_role("link", name=way).click()
        assert end in await look()
        assert seen == set(range(1, LONG + 1))
    await expect(page.get_by_role("link", name="Newer messages")).to_have_count(0)


async def test_a_room_is_marked_as_read_by_a_button(chat: Deployment, arrive: Arrive) -> None:
    ann, bob = chat.people(2)
    room = chat.room(ann, bob)
    chat.office.send(username=bob.username, slug=room, bodies=["the first word", "the second"])
    visitor = await arrive(ann, f"/rooms/{room}/", java_script_enabled=False)
    page = visitor.page
    link, button = (
        page.locator(f".side-link[data-room='{room}']"),
        page.get_by_role("button", name="Mark as read"),
    )
    await expect(link).to_contain_text("unread")
    await button.click()
    await expect(link).not_to_contain_text("unread")
    await expect(button).to_have_count(0)
    assert page.url.endswith(f"/rooms/{room}/")


async def test_the_button_is_not_there_for_readers_with_scripts(chat: Deployment, arrive: Arrive) -> None:
    ann, bob = chat.people(2)
    room = chat.room(ann, bob)
    chat.office.send(username=bob.username, slug=room, bodies=["the first word"])
    visitor = await arrive(ann, f"/rooms/{room}/")
    await expect(visitor.page.locator("#m-1")).to_be_visible()
    await expect(visitor.page.get_by_role("button", name="Mark as read")).to_have_count(0)


async def test_what_a_word_rule_refuses_is_still_in_its_box_and_can_be_mended(
    chat: Deployment, arrive: Arrive, browser: Browser
) -> None:
    browser.expect("status of 403")
    ann, bob = chat.people(2)
    room = chat.room(ann, bob)
    chat.office.rule(by=ann.username, slug=room, pattern="gold", action="block")
    chat.office.send(username=bob.username, slug=room, bodies=["the first word"])
    visitor = await arrive(bob, f"/rooms/{room}/", java_script_enabled=False)
    page = visitor.page

    boxes = (
        (False, visitor.composer, "Send", 2),
        (True, page.get_by_label("Reply to"), "Reply", 3),
        (True, page.get_by_label("Edit your message"), "Save the change", 1),
    )
    for on_permalink, box, button, seq in boxes:
        if on_permalink:
            await permalink(page, 1)
        await box.fill(f"gold, said {button}")
        await page.get_by_role("button", name=button, exact=True).click()
        await expect(page.locator(".toast.is-error")).to_be_visible()
        await expect(box).to_have_value(f"gold, said {button}")
        await box.fill(f"silver, said {button}")
        await page.get_by_role("button", name=button, exact=True).click()
        await expect(page.locator(f"#m-{seq} .body")).to_have_text(f"silver, said {button}")

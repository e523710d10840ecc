"""A long room: finding one's place in it, both ways, by eye and by keyboard."""

import asyncio
from dataclasses import dataclass

import pytest
from playwright.async_api import expect

from tests.browser.conftest import Arrive
from tests.browser.visitor import Visitor, until
from tests.chat.deployment import Deployment
from tests.chat.people import Person

LONG = 2000
MIDDLE, LAST_READ = 1000, 1950
EDGES = """() => {
  const seqs = [...document.querySelectorAll('#rows > .message')].map((row) => Number(row.dataset.seq));
  return [seqs[0], seqs.at(-1), seqs.every((seq, n) => !n || seq === seqs[n - 1] + 1), seqs.length];
}"""


@dataclass
class Long:
    """Ann and Bob write in turns of five, a turn every four hours; Bob has read up to LAST_READ."""

    room: str
    ann: Person
    bob: Person


@pytest.fixture(scope="module")
def long(chat: Deployment) -> Long:
    ann, bob = chat.people(2)
    room = chat.room(ann, bob, name="Long")
    for start in range(0, LONG, 500):
        for turn in range(start, start + 500, 250):
            author = (ann, bob)[turn // 250 % 2].username
            chat.office.send(
                username=author, slug=room, bodies=[f"number {n + 1}" for n in range(turn, turn + 250)]
            )
    chat.rows(
        "UPDATE rooms_message SET author_id = CASE WHEN (seq - 1) / 5 %% 2 = 0 THEN %s ELSE %s END, created_at = "
        "date_trunc('day', now()) - make_interval(hours => (4 * ((%s - seq) / 5))::int, secs => (5 - seq %% 5)::int)"
        " WHERE room_id = (SELECT id FROM rooms_room WHERE slug = %s)",
        ann.id, bob.id, LONG, room,
    )  # fmt: skip
    chat.rows("UPDATE rooms_membership SET last_read = %s WHERE user_id = %s", LAST_READ, bob.id)
    return Long(room, ann, bob)


async def edges(visitor: Visitor) -> tuple[int, int]:
    first, last, whole, count = await visitor.page.evaluate(EDGES)
    assert whole, "a hole between the rows"
    assert count <= 700, "rows far away are let go of"
    return first, last


async def scroll(visitor: Visitor, end: str, seq: int) -> None:
    async def reached() -> bool:
        place = 0 if end == "top" else 1_000_000
        await visitor.page.locator("#stream").evaluate("(stream, place) => stream.scrollTop = place", place)
        return seq in await edges(visitor)

    await until(reached, f"message {seq}")


async def test_a_permalink_in_the_middle_scrolls_both_ways_to_both_ends(long: Long, arrive: Arrive) -> None:
    visitor = await arrive(long.ann, f"/rooms/{long.room}/{MIDDLE}/")
    await visitor.live()
    await expect(visitor.seq(MIDDLE)).to_be_in_viewport()
    await expect(visitor.seq(MIDDLE)).to_contain_class("is-focused")
    first, last = await edges(visitor)
    assert 1 < first < MIDDLE < last < LONG
    await scroll(visitor, "top", 1)
    stream = await visitor.stream()
    assert not [n for n, row in enumerate(stream) if "day" in row and ("day" in [*stream, row][n + 1])], (
        "a day without messages"
    )
    await scroll(visitor, "bottom", LONG)
    await expect(visitor.seq(LONG)).to_be_in_viewport()
    assert visitor.page.url.endswith(f"/{MIDDLE}/")


async def test_what_is_read_stays_put_while_older_messages_come_in_above_it(
    long: Long, arrive: Arrive
) -> None:
    visitor = await arrive(long.ann, f"/rooms/{long.room}/{MIDDLE}/")
    await visitor.live()
    first, _ = await edges(visitor)
    # Not the first: a day's heading or an author's name above it may go when its neighbour comes.
    top = f"document.getElementById('m-{first + 10}').getBoundingClientRect().top"
    await visitor.page.evaluate(f"document.getElementById('m-{first + 10}').scrollIntoView()")
    before = await visitor.page.evaluate(top)

    async def came() -> bool:
        return (await edges(visitor))[0] < first

    await until(came, "older messages")
    assert abs(await visitor.page.evaluate(top) - before) < 3


async def test_days_are_separated_and_messages_of_one_author_grouped(long: Long, arrive: Arrive) -> None:
    visitor = await arrive(long.ann, f"/rooms/{long.room}/{MIDDLE}/", timezone_id="UTC")
    await visitor.live()
    rows = await visitor.stream()
    assert "day" in rows[0]
    days = [row["day"] for row in rows if "day" in row]
    assert len(days) == len(set(days)) >= 2
    numbered = [row for row in rows if "seq" in row]
    after_day = {rows[n + 1]["seq"] for n, row in enumerate(rows[:-1]) if "day" in row}
    for row in numbered[1:]:
        starts = (row["seq"] - 1) % 5 == 0 or row["seq"] in after_day
        assert row["continued"] is not starts, row["seq"]


async def test_the_new_messages_line_stands_at_the_last_read_place_and_the_latest_is_a_jump_away(
    long: Long, arrive: Arrive, chat: Deployment
) -> None:
    visitor = await arrive(long.bob, f"/rooms/{long.room}/")
    await visitor.live()
    line = visitor.page.locator(".new-line")
    await expect(line).to_be_in_viewport()
    following = "document.querySelector('.new-line + .message')?.dataset.seq"

    async def in_its_place() -> bool:  # it is made anew when older messages come in above it
        return bool(await visitor.page.evaluate(following) == str(LAST_READ + 1))

    await until(in_its_place, "the line")

    await visitor.open(f"/rooms/{long.room}/{MIDDLE}/")
    await visitor.live()
    await visitor.page.get_by_role("button", name="Jump to latest").click()
    await expect(visitor.seq(LONG)).to_be_in_viewport()
    await expect(visitor.page.locator("#jump-latest")).to_be_hidden()

    async def read() -> bool:
        return chat.rows("SELECT last_read FROM rooms_membership WHERE user_id = %s", long.bob.id) == [
            (LONG,)
        ]

    await until(read, "the last message to be marked read")


async def test_unread_marks_mentions_typing_and_presence(chat: Deployment, arrive: Arrive) -> None:
    ann, bob = chat.people(2)
    one, two = (chat.room(ann, bob, name=name) for name in ("One", "Two"))
    at_ann, at_bob = await arrive(ann), await arrive(bob)
    await asyncio.gather(at_ann.enter(one), at_bob.enter(one))
    await expect(at_ann.page.locator("#presence")).to_contain_text("2 here")
    for last in (False, False, False, True):  # a hint may be lost: whoever types on is told of again
        await at_bob.composer.press_sequentially("well ")
        try:
            await expect(at_ann.page.locator("#typing")).to_have_text(
                f"{bob.username} is typing…", timeout=5000
            )
            break
        except AssertionError:
            if last:
                raise
    await at_bob.composer.press("Enter")
    await expect(at_ann.page.locator("#typing")).to_be_empty()

    link = at_ann.page.locator(f'.room-link[data-room="{two}"]')
    await expect(link.locator(".room-state")).to_be_empty()
    await at_bob.page.locator(f'.room-link[data-room="{two}"]').click()
    await expect(at_ann.page.locator("#presence")).to_contain_text("1 here")
    await expect(at_bob.composer).to_have_attribute("placeholder", "Message Two")
    await at_bob.live()
    await at_bob.write("anybody?")
    await expect(link.locator(".room-state")).to_have_text("unread")
    await at_bob.write(f"@{ann.username} are you there?")
    await expect(link.locator(".room-state")).to_have_text("mentions you")
    await expect(at_ann.page).to_have_title("(1) One · Chat")

    await at_ann.page.reload()
    await expect(link.locator(".room-state")).to_have_text("mentions you")
    await link.click()
    await expect(at_ann.page.locator("#rows .mention.is-me")).to_be_visible()
    await expect(link.locator(".room-state")).to_be_empty()
    await at_ann.page.reload()
    await expect(link.locator(".room-state")).to_be_empty()


async def test_a_conversation_by_keyboard_alone(chat: Deployment, arrive: Arrive) -> None:
    ann, bob = chat.people(2)
    room = chat.room(ann, bob)
    chat.office.send(username=bob.username, slug=room, bodies=["hello"])
    visitor = await arrive(ann)
    await visitor.enter(room)
    page, keyboard = visitor.page, visitor.page.keyboard
    await page.keyboard.press("Tab")
    await expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    reached = set()
    for _ in range(60):
        reached.add(await page.evaluate("document.activeElement.id || document.activeElement.dataset.action ||"
                                        " document.activeElement.className"))  # fmt: skip
        await keyboard.press("Tab")
    assert {"stream", "react", "reply", "composer-body", "me", "author", "permalink"} <= reached, reached

    await visitor.composer.focus()
    await keyboard.type("frist")
    await keyboard.press("Enter")
    await visitor.has(2)
    await keyboard.press("ArrowUp")
    await expect(page.get_by_label("Edit your message")).to_be_focused()
    await keyboard.press("Escape")
    await expect(page.locator(".edit-form")).to_have_count(0)
    await expect(visitor.composer).to_be_focused()
    await keyboard.press("ArrowUp")
    await expect(page.get_by_label("Edit your message")).to_be_focused()
    await keyboard.press("ControlOrMeta+a")
    await keyboard.type("first")
    await keyboard.press("Enter")
    await expect(visitor.seq(2).locator(".body")).to_have_text("first")
    await expect(visitor.seq(2).locator(".edited")).to_be_visible()

    await visitor.seq(1).locator('[data-action="reply"]').focus()
    await keyboard.press("Enter")
    await expect(visitor.composer).to_be_focused()
    await expect(page.locator(".reply-banner")).to_be_visible()
    await keyboard.press("Escape")
    await expect(page.locator(".reply-banner")).to_be_hidden()
    await visitor.seq(1).locator('[data-action="react"]').focus()
    await keyboard.press("Enter")
    await keyboard.press("ArrowRight")
    await keyboard.press("Enter")
    await expect(visitor.seq(1).locator(".reaction")).to_have_attribute("data-users", ann.username)
    stream = page.locator("#stream")
    assert (await stream.get_attribute("role"), await stream.get_attribute("aria-live")) == ("log", "polite")

"""The page proves by numbers that it has everything: drops what it has, asks for what it lacks, once."""

from tests.browser.js.tab import Tab, created, fragment, row, subscribed
from tests.services.browser import Browser


async def subscribed_tab(browser: Browser, **shown: object) -> Tab:
    tab = await Tab.open(browser, **shown)
    await tab.until("subscribe")
    tab.say(subscribed(tab.of("subscribe")[0]["after"], int(str(shown.get("last_seq", 3)))))
    return tab


async def test_the_page_asks_for_what_came_after_its_own_version(browser: Browser) -> None:
    tab = await Tab.open(browser, version=3)
    asked = await tab.until("subscribe")
    assert (asked["room"], asked["after"], asked["epoch"]) == ("lobby", 3, "e")


async def test_a_frame_that_came_before_is_dropped(browser: Browser) -> None:
    tab = await subscribed_tab(browser)
    tab.say(created(4, 4), created(4, 4, text="again"), created(5, 5))
    await tab.shows(5)
    assert await tab.seqs() == [1, 2, 3, 4, 5]
    assert await tab.text(4) == "text 4"


async def test_a_hole_is_asked_for_once_however_many_frames_follow_it(browser: Browser) -> None:
    tab = await subscribed_tab(browser)
    tab.say(created(6, 6), created(7, 7), created(8, 8))
    assert (await tab.until("subscribe", 2))["after"] == 3
    tab.say(*[created(seq, seq) for seq in range(4, 9)], subscribed(8, 8), created(9, 9))
    await tab.shows(9)
    assert await tab.seqs() == list(range(1, 10))
    assert len(tab.of("subscribe")) == 2


async def test_rows_stand_in_seq_order_whatever_the_order_of_the_catch_up(browser: Browser) -> None:
    tab = await subscribed_tab(browser)
    tab.say(
        created(5, 5, prev=3), created(6, 6), created(4, 9, prev=6, text="edited"), created(7, 10, prev=9)
    )
    await tab.shows(7)
    assert await tab.seqs() == [1, 2, 3, 4, 5, 6, 7]
    assert await tab.text(4) == "edited"


async def test_a_frame_applies_only_to_an_older_row(browser: Browser) -> None:
    tab = await subscribed_tab(browser, rows=row(1, 1) + row(2, 2) + row(3, 5, "newest"), version=3)
    tab.say(created(3, 4, kind="updated", text="older"), created(2, 5, kind="updated", text="newer"))
    await tab.page.get_by_text("newer").wait_for()
    assert await tab.text(3) == "newest"


async def test_changes_that_show_nothing_still_advance_the_version(browser: Browser) -> None:
    tab = await subscribed_tab(browser)
    skip = {"type": "skip", "room": "lobby", "version": 4, "prev": 3}
    cyn = {"username": "cyn", "role": "member"}
    member = {"type": "member.updated", "room": "lobby", "version": 5, "prev": 4, "member": cyn}
    tab.say(skip, member, created(4, 6))
    await tab.shows(4)
    assert len(tab.of("subscribe")) == 1


async def test_a_heartbeat_that_is_ahead_is_followed_by_a_question(browser: Browser) -> None:
    tab = await subscribed_tab(browser)
    tab.say({"type": "head", "room": "lobby", "version": 3, "last_seq": 3})
    tab.say({"type": "head", "room": "lobby", "version": 7, "last_seq": 7})
    assert (await tab.until("subscribe", 2))["after"] == 3


async def test_in_the_middle_of_history_new_messages_are_only_counted(browser: Browser) -> None:
    tab = await subscribed_tab(
        browser, seqs=range(101, 141), version=900, last_seq=900, before=True, after=True
    )
    tab.say(*[created(seq, seq) for seq in (901, 902, 903)])
    await tab.page.get_by_text("Jump to latest (3)").wait_for()
    assert await tab.seqs() == list(range(101, 141))
    tab.pages[""] = fragment(row(902, 902) + row(903, 903), 903, before=True)
    await tab.page.click("#jump-latest")
    await tab.shows(903)
    assert await tab.seqs() == [902, 903]


async def test_after_a_gap_the_rows_are_fetched_anew_and_the_rest_is_asked_for(browser: Browser) -> None:
    tab = await subscribed_tab(browser)
    tab.pages[""] = fragment(row(2000, 2100), 2100, before=True)
    tab.pages["before=2000"] = fragment(row(1999, 1999), 2100)
    tab.say({"type": "gap", "room": "lobby", "after": 3, "head": 2100}, subscribed(2100, 2000))
    await tab.shows(2000)
    assert (await tab.until("subscribe", 2))["after"] == 2100


async def test_a_reset_forgets_the_old_numbers(browser: Browser) -> None:
    tab = await subscribed_tab(browser)
    tab.pages[""] = fragment(row(1, 1, "another life"), 1)
    tab.say({"type": "reset", "room": "lobby"})
    await tab.page.get_by_text("another life").wait_for()
    asked = await tab.until("subscribe", 2)
    assert (asked["after"], asked["epoch"]) == (1, None)
    assert await tab.seqs() == [1]


async def test_a_page_older_than_the_client_is_followed_by_the_changes_after_it(browser: Browser) -> None:
    tab = await Tab.open(browser, seqs=range(101, 141), version=200, before=True)
    await tab.until("subscribe")
    tab.say(subscribed(200, 140), created(141, 201))
    await tab.shows(141)
    tab.pages["before=101"] = fragment(row(100, 100, "stale"), 190)
    assert (await tab.until("subscribe", 2))["after"] == 190
    tab.say(created(100, 195, prev=190, kind="updated", text="fresh"), subscribed(201, 141))
    await tab.page.get_by_text("fresh").wait_for()


async def test_a_quote_follows_its_source_and_its_deletion(browser: Browser) -> None:
    tab = await subscribed_tab(browser, rows=row(1, 1) + row(2, 2) + row(3, 3, quote=1))
    quote = tab.page.locator('[data-quote="1"]')
    tab.say(created(1, 4, kind="updated", text="new <b>words</b>"))
    await quote.get_by_text("new words").wait_for()
    gone = created(1, 5, kind="deleted")
    gone["html"] = gone["html"].replace("data-kind", 'data-deleted="2026-01-01T10:00:00Z" data-kind')
    tab.say(gone)
    await quote.get_by_text("Message deleted").wait_for()

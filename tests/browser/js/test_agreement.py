"""What the page works out for itself is what the server would have rendered."""

import uuid

from rooms.content.emoji import COMMON
from rooms.content.excerpt import excerpt
from rooms.content.markdown import render
from rooms.templatetags.chat import hue, initials
from tests.browser.js.tab import Tab
from tests.services.browser import Browser

BODIES = (
    "plain",
    "two\nlines\n\nand **a paragraph** with `code` and ~~more~~",
    "- a\n- b\n  - c\n\n> quoted\n\n| x | y |\n|---|---|\n| 1 | 2 |",
    "```python\ndef f():\n    return 1\n```",
    "word, " * 60,
    "x" * 300,
    "hello @bob, see https://example.org/ 👩‍👩‍👧 " * 9,
)
NAMES = ("ada", "Ada Lovelace", "🚀 Nightly builds", "Ångström  von  Ö", "Élodie Marie Dupont", "李 小龙", "")


async def call(tab: Tab, module: str, name: str, *values: object) -> object:
    script = "async ([module, name, values]) => (await import(`/static/js/${module}`))[name](...values)"
    return await tab.page.evaluate(script, [module, name, values])


async def test_avatars_have_the_same_colour_and_letters(browser: Browser) -> None:
    tab = await Tab.open(browser)
    for username in ("ada", "bob", "a.b-c_d", "zoë"):
        assert await call(tab, "avatar.js", "hue", username) == hue(username)
    for name in NAMES:
        assert await call(tab, "avatar.js", "initials", name) == initials(name)


async def test_quotes_have_the_same_excerpt(browser: Browser) -> None:
    tab = await Tab.open(browser)
    script = """async (html) => {
      const { parsed } = await import("/static/js/element.js");
      const { excerpt } = await import("/static/js/quotes.js");
      return excerpt(parsed(`<div class="body">${html}</div>`).firstChild);
    }"""
    for body in BODIES:
        html = render(body).html
        assert await tab.page.evaluate(script, html) == excerpt(html), body


async def test_the_picker_offers_the_same_emoji(browser: Browser) -> None:
    tab = await Tab.open(browser)
    offered = await tab.page.evaluate("async () => (await import('/static/js/emoji.js')).COMMON")
    assert [tuple(one) for one in offered] == list(COMMON)


async def test_client_ids_are_uuids_without_a_secure_context_too(browser: Browser) -> None:
    tab = await Tab.open(browser)
    assert not await tab.page.evaluate("isSecureContext")
    made = {str(await call(tab, "client-id.js", "clientId")) for _ in range(20)}
    assert len(made) == 20
    assert {uuid.UUID(one).version for one in made} == {4}


async def test_the_backoff_is_spread_over_the_whole_of_a_growing_wait(browser: Browser) -> None:
    tab = await Tab.open(browser)
    script = """async (luck) => {
      const { Backoff } = await import("/static/js/backoff.js");
      const backoff = new Backoff(() => luck);
      return Array.from({ length: 8 }, () => backoff.next());
    }"""
    assert await tab.page.evaluate(script, 1) == [500, 1000, 2000, 4000, 8000, 15000, 15000, 15000]
    assert await tab.page.evaluate(script, 0) == [0] * 8

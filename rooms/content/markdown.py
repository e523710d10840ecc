"""From what a person typed to the HTML that everyone sees."""

import re
from typing import NamedTuple

from rooms.content import plain
from rooms.content.dialect import ChatMarkdown
from rooms.content.emoji import is_jumbo
from rooms.content.sanitize import clean

MAX_HTML = 250_000
"""Characters of HTML above which a message is shown as plain text: ten thousand characters of table
can ask for a hundred times their size in cells."""
MAX_BRACKETS = 1_500
MAX_ADDRESSES = 500
MAX_CELLS = 10_000

# Direction overrides and isolates: they reorder what stands around them, so an address or a name can be
# made to read as another. Marks (U+200E, U+200F) stay; scripts that run right to left need them.
_BIDI = re.compile("[\u202a-\u202e\u2066-\u2069]")
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_TAG = re.compile(r"<[^>]*+>")


class Rendered(NamedTuple):
    """`html` is safe to put on a page as it is; `mentions` are lower-case usernames, in order, no doubles.

    `@room`, `@everyone` and `@here` all come as "room"; there are at most 50 names.
    """

    html: str
    mentions: tuple[str, ...] = ()


def render(body: str) -> Rendered:
    """Render a message body (Markdown, at most 10,000 characters). Never raises; safe in any thread."""
    text = body.rstrip()
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if is_jumbo(text):
        return Rendered(f'<p class="jumbo">{text.strip()}</p>')
    if plain.is_plain(text):
        return Rendered(plain.as_html(text))
    return parse(text)


def parse(text: str) -> Rendered:
    """The whole way: parser, then allow-list. Call `render`; this is what it is measured against."""
    text = _UNSTORABLE.sub("\ufffd", _BIDI.sub("", text))
    env: dict[str, dict[str, None]] = {}
    html = "" if _is_costly(text) else _MARKDOWN.render(text, env)
    if not html or len(html) > MAX_HTML:
        return Rendered(_as_typed(text))
    html = clean(html).rstrip("\n")
    if "<hr>" not in html and not _TAG.sub("", html).strip():
        return Rendered(_as_typed(text))  # "#" or ">" alone: an empty heading would be an invisible message
    return Rendered(html, tuple(env["mentions"]))


def _is_costly(text: str) -> bool:
    """Shapes whose parse grows with their square: shown as typed, they cost nothing.

    Ten thousand characters of them took 0.5-1.4 s each, within these limits 0.2 s at most.
    """
    if text.count("[") > MAX_BRACKETS or text.count("://") > MAX_ADDRESSES:
        return True
    return text.count("|") > 100 and _cells(text.split("\n")) > MAX_CELLS


def _cells(lines: list[str]) -> int:
    """At most how many cells: the parser fills each row up to the header's width, however short the row."""
    return len(lines) * max(line.count("|") for line in lines)


def _as_typed(text: str) -> str:
    return clean(plain.as_html(text))


_MARKDOWN = ChatMarkdown()
_MARKDOWN.render("warm *up* https://example.org")  # rule tables and patterns compile here, before threads

"""The part of a message around what was sought, with each hit marked."""

import re

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from rooms.content.excerpt import excerpt
from rooms.models.message import BODY_LENGTH

LENGTH = 240  # characters
LEAD = 60  # of them before the first hit


def marked(body: str, html: str, terms: list[str]) -> SafeString:
    """HTML: escaped text and `<mark>`, nothing else. What is only in the Markdown is shown as Markdown."""
    pattern = _pattern(terms)
    text = excerpt(html, BODY_LENGTH) if html else ""
    if pattern is None:
        return mark_safe(escape(_cut(text, 0)))  # noqa: S308 (escaped)
    first = pattern.search(text)
    if first is None:
        text = " ".join(body.split())
        first = pattern.search(text)
    shown = _cut(text, first.start() if first else 0)
    parts = pattern.split(shown)  # one group: text, hit, text, hit …
    return mark_safe(  # noqa: S308 (every part is escaped)
        "".join(
            f"<mark>{escape(part)}</mark>" if number % 2 else escape(part)
            for number, part in enumerate(parts)
        )
    )


def _pattern(terms: list[str]) -> re.Pattern[str] | None:
    """The longest first, so that a term within another does not cut it short."""
    if not terms:
        return None
    longest = sorted(terms, key=len, reverse=True)
    return re.compile(
        "(" + "|".join(r"\s+".join(map(re.escape, term.split())) for term in longest) + ")", re.IGNORECASE
    )


def _cut(text: str, hit: int) -> str:
    start = max(0, hit - LEAD)
    if start:
        start = text.find(" ", start, hit) + 1 or start
    shown = text[start : start + LENGTH]
    return ("…" if start else "") + shown + ("…" if start + LENGTH < len(text) else "")

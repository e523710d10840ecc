"""One line of a message, for quotes, sidebars and notifications."""

import re
from html import unescape

from rooms.content.markdown import render

_RENDERED = re.compile(r"<(?:p|ul|ol|pre|blockquote|table|hr)[ >]")
_TAG = re.compile(r'<(/?\w+)(?:[^<>"]|"[^"]*+")*+>')
_INLINE = frozenset({"a", "strong", "em", "s", "code", "span"})
_INVISIBLE = re.compile("[\u202a-\u202e\u2066-\u2069]")
_HALF_SIGNS = "\u200d\ufe0f\u20e3"


def excerpt(html_or_body: str, limit: int = 120) -> str:
    """Plain text (escape it as any other), white space folded, at most `limit` characters with its "…".

    Takes a message's stored HTML; a body, which does not begin with one of our tags, is rendered first.
    """
    html = html_or_body if _RENDERED.match(html_or_body) else render(html_or_body).html
    text = _INVISIBLE.sub("", unescape(_TAG.sub(_gap, html)))
    text = " ".join(text.split())
    return text if len(text) <= limit else _cut(text, limit)


def _gap(tag: re.Match[str]) -> str:
    return "" if tag[1].lstrip("/") in _INLINE else " "


def _cut(text: str, limit: int) -> str:
    """Cut between words where one ends in the last fifth, else anywhere but within a joined emoji."""
    kept = text[: max(limit - 1, 0)]
    word_end = kept.rfind(" ")
    if word_end >= limit * 4 // 5:
        kept = kept[:word_end]
    return kept.rstrip(_HALF_SIGNS).rstrip(" ,;:-") + "…"

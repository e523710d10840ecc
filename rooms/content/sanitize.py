"""The allow-list: the last word on every tag and attribute that a message may carry.

The parser never emits raw HTML, so this should change nothing but spelling. It is here for the day
the parser, a lexer or one of our own rules is wrong.
"""

import re

import nh3
from pygments.token import STANDARD_TYPES

from rooms.content.code import LANGUAGES

EXTERNAL_REL = "nofollow noopener noreferrer"
ALIGNMENTS = frozenset({"align-left", "align-center", "align-right"})

TAGS = {
    "p", "br", "hr", "strong", "em", "s", "a", "span", "code", "pre", "blockquote", "ul", "ol", "li",
    "table", "thead", "tbody", "tr", "th", "td",
}  # fmt: skip
ATTRIBUTES = {"a": {"href", "data-username"}, "span": {"data-username"}, "ol": {"start"}}
VALUES = {
    "a": {"rel": {EXTERNAL_REL}, "target": {"_blank"}},
    "pre": {"data-language": set(LANGUAGES.values())},
}
CLASSES = {
    "a": {"mention"},
    "p": {"heading", "jumbo"},
    "pre": {"code"},
    "span": {"mention", *filter(None, STANDARD_TYPES.values())},
    "td": set(ALIGNMENTS),
    "th": set(ALIGNMENTS),
}
SCHEMES = {"http", "https", "mailto"}

_AUTHOR_PAGE = re.compile(r"/authors/[a-z0-9][a-z0-9_.\-]{0,29}/")


def _author_page_only(url: str) -> str | None:
    """The only address within this site that a message links to by itself is a mention's."""
    return url if _AUTHOR_PAGE.fullmatch(url) else None


_CLEANER = nh3.Cleaner(
    tags=TAGS,
    attributes=ATTRIBUTES,
    tag_attribute_values=VALUES,
    allowed_classes=CLASSES,
    url_schemes=SCHEMES,
    url_relative=_author_page_only,
    link_rel=None,
)


def clean(html: str) -> str:
    """Drop every tag, attribute, class and address that is not listed above."""
    return _CLEANER.clean(html)

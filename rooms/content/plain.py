"""The fast path: prose that holds no Markdown is escaped, not parsed.

Most chat is plain sentences, and a parse costs a hundred times an escape. `is_plain` accepts a text only
when nothing in it can mean anything to the parser in `markdown`; tests/content/test_fast_path.py holds
the two paths to the same bytes. Whatever is doubtful is refused here and parsed there.
"""

import re

# Characters that are refused wherever they stand: markup, controls, NBSP (the sanitizer spells it
# &nbsp;), lone surrogates, bidirectional overrides. The four that depend on what is beside them
# (dot, slash, less-than, underscore, tilde) have rules of their own below.
_REFUSED = r"\x00-\x08\n-\x1f\x7f-\xa0\\*`\[\]|@./<_~\ud800-\udfff\u202a-\u202e\u2066-\u2069"

_RUN = "|".join(
    (
        rf"[^{_REFUSED}]++",
        r"\.(?:(?![\w\-])|(?=[0-9])|[A-Za-z](?![\w\-]))",  # no top-level domain can follow: "3.14", "e.g. this"
        r"/(?!/)",  # "and/or", never "//host"
        r"<(?![A-Za-z])",  # "<3", never an autolink
        r"(?<=[A-Za-z0-9])_(?=[A-Za-z0-9])",  # snake_case opens no emphasis
        r"~(?!~)",
    )
)
_BLOCK_START = r"[\s>#+\-~]|[0-9]{1,9}[.)](?:\s|\Z)"
_LINE = rf"(?!{_BLOCK_START})(?:{_RUN})++(?<!\s)"
_PLAIN = re.compile(rf"{_LINE}(?:\n\n?{_LINE})*+")


def is_plain(text: str) -> bool:
    """Whether `as_html(text)` is exactly what the parser and sanitizer would make of it."""
    return _PLAIN.fullmatch(text) is not None


def as_html(text: str) -> str:
    """Paragraphs and line breaks, everything else escaped as the HTML serialiser escapes text."""
    if "&" in text:
        text = text.replace("&", "&amp;")
    text = text.replace("<", "&lt;").replace(">", "&gt;")
    if "\n" in text:
        text = text.replace("\n", "<br>\n").replace("<br>\n<br>\n", "</p>\n<p>")
    return f"<p>{text}</p>"

"""Ten thousand characters of anything are rendered within a second, and to a bounded size."""

from time import thread_time

import pytest

from rooms.content.excerpt import excerpt
from rooms.content.markdown import MAX_HTML, render

LENGTH = 10_000
REPEATED = [
    "[", "![", "[a](", "![](", "[](", "*", "**a", "*a ", "*a**", "_", "~~", "`", "`a``", "``` ", "```\n", ">", "> ",
    "\n>", "- ", "\t- ", "1. ", "# ", "|", "a\n|", "<", "<a:", "&", "\\", "@", "@a", "@a-", "a@", "a@a.", "a.", "xn--", "://",
    "a://", "http://", "https://a.io/(", "www.", "mailto:", "a.com ", "x@example.com", "\u202e", "👍",
    "\U0001f1e6", "\n\n", "\t", "\u3000", '"', "日@a",
]  # fmt: skip
SHAPES = [
    "|" + "a|" * 800 + "\n|" + "-|" * 800 + "\n" + "|\n" * 3_000,
    "|" + "a|" * 99 + "\n|" + "-|" * 99 + "\n" + "|\n" * 4_800,
    "".join(" " * (2 * depth) + "- a\n" for depth in range(99)),
    "".join(">" * depth + "a\n" for depth in range(140)),
    "> - " * 2_500,
    "[" * 1_500 + "://" * 500 + "a" * 7_000,
]


@pytest.mark.parametrize(
    "body", [piece * (LENGTH // len(piece)) for piece in REPEATED] + SHAPES, ids=lambda b: repr(b[:8])
)
def test_a_pathological_body_takes_less_than_a_second(body: str) -> None:
    for text in (body, "x" + body[: LENGTH - 1]):
        started = thread_time()
        html = render(text[:LENGTH]).html
        excerpt(html)
        assert thread_time() - started < 1
        assert len(html) <= MAX_HTML

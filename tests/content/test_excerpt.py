"""One plain line for quotes and listings."""

import pytest

from rooms.content.excerpt import excerpt
from rooms.content.markdown import render


@pytest.mark.parametrize(
    ("body", "line"),
    [
        ("hello", "hello"),
        ("**a**b `<c>` & d", "ab <c> & d"),
        ("# T\n\n- a\n- b\n\n> q", "T a b q"),
        ("a\nb\n\nc", "a b c"),
        ("|a|b|\n|-|-|\n|1|2|", "a b 1 2"),
        ("```py\nx = 1\n```", "x = 1"),
        ("<3 you", "<3 you"),
        ("@ada see https://a.io/b", "@ada see https://a.io/b"),
        ("a\u202eb", "ab"),
        ("", ""),
    ],
)
def test_a_body_and_its_html_give_the_same_line(body: str, line: str) -> None:
    assert excerpt(body) == line
    assert excerpt(render(body).html) == line


def test_a_long_text_is_cut_between_words() -> None:
    line = excerpt("word " * 100, 22)
    assert line == "word word word word…"


def test_a_text_without_spaces_is_cut_at_the_limit() -> None:
    assert excerpt("字" * 200) == "字" * 119 + "…"
    assert len(excerpt("👩‍👧" * 200, 60)) <= 60

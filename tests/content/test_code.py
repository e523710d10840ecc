"""Highlighting is bounded, and its colours are classes."""

from time import thread_time

import pytest

from rooms.content import code
from rooms.content.markdown import render

REPEATED = ["(", '"', "'", "`", "/*", "<", "<a ", "{{", "{", "#", "$", "0", "a ", "a.", "\n", " ", "\t", '"""', "<<A\n",
            "a: ", "*", "&", "[=[", "(*", "a(", "=begin\n", "int a "]  # fmt: skip


def test_a_known_language_gets_classes_and_no_styles() -> None:
    html = render("```py\nx = 1\n```").html
    assert html.startswith('<pre class="code" data-language="python"><code><span class="n">x</span>')
    assert "style" not in html


@pytest.mark.parametrize("info", ["", "nosuch", "../x", "python3.99", "text"])
def test_an_unknown_language_is_plain(info: str) -> None:
    assert render(f"```{info}\n<x>\n```").html == '<pre class="code"><code>&lt;x&gt;\n</code></pre>'


def test_a_very_large_block_is_plain() -> None:
    assert "<span" in code.as_html("x = 1\n" * 100, "python")
    assert "<span" not in code.as_html("x = 1\n" * 4_000, "python")


@pytest.mark.parametrize("language", sorted(set(code.LANGUAGES.values())))
def test_no_language_takes_a_second_over_hostile_source(language: str) -> None:
    assert "<pre" in code.as_html("a = 1\n", language)
    for piece in REPEATED:
        started = thread_time()
        code.as_html((piece * 5_000)[:9_900] + "x", language)
        assert thread_time() - started < 1, piece


@pytest.mark.parametrize("alias", sorted(code.LANGUAGES))
def test_every_alias_highlights_something(alias: str) -> None:
    assert 'data-language="' in code.as_html('<a href="b">c</a> # 1 "x"\n', alias)

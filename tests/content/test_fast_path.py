"""What the fast path accepts, it renders to the very bytes of the parser and sanitizer."""

from threading import Thread

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from rooms.content import plain
from rooms.content.markdown import parse, render
from tests.content.hostile import HOSTILE

MEANINGFUL = (
    *"*_~`[]()<>&|\\#@:/.,;!?'\"+-={}^$%0123456789", *"aZxéß你ア안ยُא", " ", "  ", "    ", "\t", "\n", "\n\n", "\n    ",
    "\u00a0", "\u2003", "\u3000", "\u2028", "\u200b", "\u200d", "\ufeff", "\u202e", "\x0b", "\x1f", "\x85", "\r\n",
    "---", "===", "```", "~~~", "> ", "- ", "+ ", "1. ", "12) ", "# ", "|-|", "&amp;", "&#65;", "![", "](", "://",
    "example.com", "www.", "ada@example.com", "@ada", "http://", "mailto:", "localhost", ".co", ".рф", ".xn--p1ai",
    "e.g.", "i.e.", "README.md", "v1.2.3", "10.0.0.1", "snake_case", "<3", "->", "ſ", "\u212a", "🎉", "\ufe0f",
    "。", "．", "｜", "\ud800",
)  # fmt: skip
SENTENCES = [
    "I think we should ship it on Friday, if the tests pass (ok?)",
    'Well, "that\'s" fine - see v1.2.3, e.g. the 3.14 build! and/or 50 % & more',
    "First line\nsecond line\n\nA new paragraph: it's <3 years old -> yes; a_b = ~5",
    "今日の会議は三時から始まります。よろしくお願いします!",
    "Привет, как дела? Всё хорошо.",
    "مرحبا بالعالم، كيف الحال؟",
    "2024 was fine. 3.5 is not a list",
    "Use {braces} ^ $5 50% a+b=c; x:y #tag and !bang",
]
ALPHABET = st.lists(st.sampled_from(MEANINGFUL), max_size=12).map("".join)
PROSE = st.lists(
    st.one_of(st.sampled_from(MEANINGFUL), st.sampled_from(["word ", "the ", "end. ", "x\n"])), max_size=20
)


def assert_same_when_accepted(text: str) -> None:
    text = text.rstrip()
    if plain.is_plain(text):
        assert plain.as_html(text) == parse(text).html
        assert parse(text).mentions == ()


@settings(max_examples=3_000, deadline=None)
@given(ALPHABET)
@example("a.com")
@example("a.b.c")
@example("a\n1. b")
@example("a\n===")
@example("\tcode")
@example("a <b@c.de>")
def test_an_adversarial_alphabet_renders_the_same_both_ways(text: str) -> None:
    assert_same_when_accepted(text)


@settings(max_examples=1_500, deadline=None)
@given(PROSE.map("".join))
def test_prose_strewn_with_markup_renders_the_same_both_ways(text: str) -> None:
    assert_same_when_accepted(text)


@settings(max_examples=1_000, deadline=None)
@given(st.text(max_size=30))
def test_any_text_at_all_renders_the_same_both_ways(text: str) -> None:
    assert_same_when_accepted(text)


@settings(max_examples=1_000, deadline=None)
@given(st.sampled_from(SENTENCES), st.sampled_from(MEANINGFUL), st.integers(0, 80))
def test_a_sentence_with_one_piece_put_in_renders_the_same_both_ways(text: str, piece: str, at: int) -> None:
    assert_same_when_accepted(text[:at] + piece + text[at:])


def test_every_character_between_words_at_the_ends_and_alone_renders_the_same_both_ways() -> None:
    for code_point in range(0x3100):
        character = chr(code_point)
        for text in (
            character,
            f"a{character}b",
            f"{character}a",
            f"a{character}",
            f"a.{character}a",
            f"a\n{character} b",
        ):
            assert_same_when_accepted(text)


@pytest.mark.parametrize("text", SENTENCES)
def test_ordinary_sentences_take_the_fast_path(text: str) -> None:
    assert plain.is_plain(text)
    assert_same_when_accepted(text)


@pytest.mark.parametrize(
    "text", ["*a*", "a.com", "@ada", "- a", "1. a", "> a", "a\n---\n*b*", "www.a.io", "a\\", "[a]"]
)
def test_markup_is_left_to_the_parser(text: str) -> None:
    assert not plain.is_plain(text)


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_body_gains_nothing_from_the_fast_path(text: str) -> None:
    assert_same_when_accepted(text)


def test_several_threads_render_what_one_thread_renders() -> None:
    bodies = [*HOSTILE, *SENTENCES, "```python\nprint(1)\n```", "@ada and @bob *x* https://example.org"]
    expected = [render(body) for body in bodies]
    wrong: list[str] = []

    def work() -> None:
        wrong.extend(
            body for body, good in zip(bodies * 3, expected * 3, strict=True) if render(body) != good
        )

    threads = [Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []

"""No message body, however written, yields a tag, attribute or address that is not on this list."""

import re
from html.parser import HTMLParser

import pytest

from rooms.content.excerpt import excerpt
from rooms.content.markdown import parse, render
from tests.content.hostile import HOSTILE

# Written out again on purpose: a test that imported the sanitizer's list would bless any change to it.
ALLOWED = {
    "p": {"class"}, "br": set(), "hr": set(), "strong": set(), "em": set(), "s": set(),
    "a": {"href", "rel", "target", "class", "data-username"}, "span": {"class", "data-username"},
    "code": set(), "pre": {"class", "data-language"}, "blockquote": set(), "ul": set(), "ol": {"start"},
    "li": set(), "table": set(), "thead": set(), "tbody": set(), "tr": set(), "th": {"class"}, "td": {"class"},
}  # fmt: skip
EXTERNAL = re.compile(r"(?:https?://[^/\"\s<>]|mailto:[^\"\s<>])[^\"\s<>]*", re.IGNORECASE)
AUTHOR = re.compile(r"/authors/[a-z0-9][a-z0-9_.\-]{0,29}/")


class Tags(HTMLParser):
    """Every start tag with its attributes, and the nesting of what closes."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert len(attrs) == len(dict(attrs)), f"an attribute twice in <{tag}>"
        self.found.append((tag, dict(attrs)))
        if tag not in ("br", "hr"):
            assert not (tag == "a" and "a" in self.open), "a link inside a link"
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_comment(self, data: str) -> None:
        raise AssertionError("a comment")

    handle_decl = handle_pi = unknown_decl = handle_comment


def assert_harmless(html: str) -> Tags:
    tags = Tags(html)
    assert tags.open == []
    for tag, attributes in tags.found:
        assert tag in ALLOWED, tag
        assert set(attributes) <= ALLOWED[tag], (tag, attributes)
        if tag == "a":
            assert_safe_link(attributes)
    return tags


def assert_safe_link(attributes: dict[str, str | None]) -> None:
    href = attributes["href"] or ""
    if attributes.get("class") == "mention":
        assert AUTHOR.fullmatch(href)
        return
    assert EXTERNAL.fullmatch(href), href
    assert attributes["rel"] == "nofollow noopener noreferrer"
    assert attributes["target"] == "_blank"


@pytest.mark.parametrize("body", HOSTILE)
def test_a_hostile_body_yields_only_allowed_tags_attributes_and_addresses(body: str) -> None:
    assert_harmless(render(body).html)


@pytest.mark.parametrize("body", HOSTILE)
def test_a_hostile_body_stays_harmless_inside_other_markdown(body: str) -> None:
    for wrapped in (f"**{body}**", f"> {body}", f"- {body}", f"[{body}](https://a.example)", f"@ada {body} @bob",
                    f"|{body}|\n|-|\n|{body}|", f"{body}{body}", f"# {body}", f"~~{body}~~ `{body}`"):  # fmt: skip
        assert_harmless(render(wrapped).html)


@pytest.mark.parametrize("body", HOSTILE)
def test_a_hostile_body_is_still_shown(body: str) -> None:
    assert assert_harmless(render(body).html).text.strip()


@pytest.mark.parametrize("body", HOSTILE)
def test_sanitizing_again_changes_nothing(body: str) -> None:
    from rooms.content.sanitize import clean

    html = parse(body).html
    assert clean(html).rstrip("\n") == html


@pytest.mark.parametrize("body", HOSTILE)
def test_an_excerpt_of_a_hostile_body_is_one_short_line(body: str) -> None:
    for line in (excerpt(body), excerpt(render(body).html)):
        assert "\n" not in line
        assert len(line) <= 120


def test_the_corpus_is_large_and_has_no_doubles() -> None:
    assert len(HOSTILE) >= 60
    assert len(HOSTILE) == len(set(HOSTILE))


def test_the_check_itself_catches_what_it_is_for() -> None:
    for html in ("<script></script>", "<p onclick=x></p>", '<a href="javascript:x">y</a>', "<p>", "<!-- x -->",
                 '<a href="https://a.example">no rel</a>', '<a class="mention" href="/x/">y</a>'):  # fmt: skip
        with pytest.raises((AssertionError, KeyError)):
            assert_harmless(html)

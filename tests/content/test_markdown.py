"""The dialect, as people meet it."""

import pytest

from rooms.content.markdown import render

LINK = 'rel="nofollow noopener noreferrer" target="_blank"'


@pytest.mark.parametrize(
    ("body", "html"),
    [
        ("**b** *i* ~~s~~ `c`", "<p><strong>b</strong> <em>i</em> <s>s</s> <code>c</code></p>"),
        ("one\ntwo", "<p>one<br>\ntwo</p>"),
        ("*one*\ntwo", "<p><em>one</em><br>\ntwo</p>"),
        ("# Title", '<p class="heading"><strong>Title</strong></p>'),
        ("*a*\n---", "<p><em>a</em></p>\n<hr>"),
        ("> q", "<blockquote>\n<p>q</p>\n</blockquote>"),
        ("3. a", '<ol start="3">\n<li>a</li>\n</ol>'),
        ("    *not* code", "<p><em>not</em> code</p>"),
        ("&copy; &amp;", "<p>&amp;copy; &amp;amp;</p>"),
        ("<b>x</b>", "<p>&lt;b&gt;x&lt;/b&gt;</p>"),
        ("#", "<p>#</p>"),
        (">", "<p>&gt;</p>"),
        ("[a](https://b.io)", f'<p><a href="https://b.io" {LINK}>a</a></p>'),
        ("see b.io.", f'<p>see <a href="https://b.io" {LINK}>b.io</a>.</p>'),
        ("a@b.io", f'<p><a href="mailto:a@b.io" {LINK}>a@b.io</a></p>'),
        ("![pic](https://b.io/p.png)", f'<p><a href="https://b.io/p.png" {LINK}>pic</a></p>'),
        ("![](https://b.io/p)", f'<p><a href="https://b.io/p" {LINK}>https://b.io/p</a></p>'),
        ("[![p](https://b.io/p)](https://c.io)", f'<p><a href="https://c.io" {LINK}>p</a></p>'),
        ("README.md main.py build.sh", "<p>README.md main.py build.sh</p>"),
        ("a\r\nb", "<p>a<br>\nb</p>"),
        ("\u202eabc\u2066 *d*", "<p>abc <em>d</em></p>"),
    ],
)
def test_a_body_becomes(body: str, html: str) -> None:
    assert render(body).html == html


@pytest.mark.parametrize("body", ["🎉", "🎉 👍🏽", "🇫🇷🏴󠁧󠁢󠁥󠁮󠁧󠁿", "1️⃣", "👨‍👩‍👧 ❤️ 🎉 🎉 🎉 🎉"])
def test_up_to_six_emoji_alone_are_shown_large(body: str) -> None:
    assert render(body).html == f'<p class="jumbo">{body}</p>'


@pytest.mark.parametrize("body", ["🎉 a", "🎉🎉🎉🎉🎉🎉🎉", "1", "#", "*"])
def test_anything_else_is_not(body: str) -> None:
    assert "jumbo" not in render(body).html


@pytest.mark.parametrize("body", ["", " ", "\n", "\x00", "\ud800", "*\ud800*", "```\x00\n\x00", "\ufffe"])
def test_odd_bodies_do_not_raise(body: str) -> None:
    render(body).html.encode()


def test_a_table_keeps_its_alignment_as_classes() -> None:
    html = render("|a|b|\n|:-|-:|\n|1|2|").html
    assert '<th class="align-left">a</th>' in html
    assert '<td class="align-right">2</td>' in html
    assert "style" not in html

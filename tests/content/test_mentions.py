"""Who is named in a message, and how it is shown."""

import pytest

from rooms.content.markdown import render


@pytest.mark.parametrize(
    ("body", "names"),
    [
        ("@ada", ("ada",)),
        ("@Ada, @bob. @ada!", ("ada", "bob")),
        ("(@ada) '@bob' *@c.d-e_f*", ("ada", "bob", "c.d-e_f")),
        ("cc:@ada-", ("ada",)),
        ("你好@ada你好", ("ada",)),
        ("@everyone @here @room @ada", ("room", "ada")),
        ("> @ada\n\n- @bob\n# @cy", ("ada", "bob", "cy")),
        ("`@ada` ```@bob```", ()),
        ("```\n@ada\n```", ()),
        ("[@ada](https://a.io) https://a.io/@bob <https://a.io/@cy>", ()),
        ("ada@example.com ada@corp.internal josé@corp", ()),
        ("\\@ada @@ada @ ada @_ada @é @josé", ()),
        (f"@{'a' * 31}", ()),
        (f"@{'a' * 30}", ("a" * 30,)),
    ],
)
def test_the_names_in_a_body_are(body: str, names: tuple[str, ...]) -> None:
    assert render(body).mentions == names


def test_a_mention_links_to_its_author_as_it_was_written() -> None:
    html = render("hi @Ada").html
    assert html == '<p>hi <a class="mention" data-username="ada" href="/authors/ada/">@Ada</a></p>'


def test_the_room_has_no_page_to_link_to() -> None:
    assert render("@here").html == '<p><span class="mention" data-username="room">@here</span></p>'


def test_at_most_fifty_names_are_found_and_the_rest_is_text() -> None:
    rendered = render(" ".join(f"@u{n}" for n in range(60)))
    assert rendered.mentions == tuple(f"u{n}" for n in range(50))
    assert 'data-username="u49"' in rendered.html
    assert rendered.html.endswith("@u59</p>")

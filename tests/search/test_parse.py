"""What a query means, and what is no query."""

from datetime import UTC, datetime

import pytest

from rooms.errors import ActionError
from rooms.queries.search_parse import Asked, parse


def day(number: int) -> datetime:
    return datetime(2026, 1, number, tzinfo=UTC)


@pytest.mark.parametrize(
    ("query", "asked"),
    [
        ("tea", Asked(["tea"])),
        ("  two   words ", Asked(["two", "words"])),
        ('"one phrase" word', Asked(["one phrase", "word"])),
        ('"being typed', Asked(["being typed"])),
        ('"" word', Asked(["word"])),
        ("from:ada", Asked(author="ada")),
        ("FROM:@Ada tea", Asked(["tea"], author="ada")),
        ("in:#tea", Asked(room="tea")),
        ("after:2026-01-02 before:2026-01-09", Asked(before=day(9), after=day(2))),
        ("https://example.org", Asked(["https://example.org"])),
        ('"from:ada"', Asked(["from:ada"])),
    ],
)
def test_a_query_is_read(query: str, asked: Asked) -> None:
    assert parse(query) == asked


@pytest.mark.parametrize(
    "query",
    [
        "",
        "   ",
        "x" * 201,
        '""',
        "a\0b",
        "a\ud800",
        "from:",
        "in:",
        "in:#",
        "before:yesterday",
        "before:2026-13-01",
        "before:2026-02-30",
        "after:20260101",
        "after:٢٠٢٦-01-01",
        "after:",
        "from:ada from:bob",
        "before:2026-01-01 before:2026-01-02",
    ],
)
def test_what_is_no_query_is_refused(query: str) -> None:
    assert parse("x" * 200)
    with pytest.raises(ActionError) as refused:
        parse(query)
    assert (refused.value.code, refused.value.status) == ("invalid_query", 400)

"""What finds what: the same rows on PostgreSQL and on SQLite (`TEST_STACK=embedded`)."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from accounts.models import User
from rooms.models import Message, Room
from rooms.queries import search_postgresql, search_sampling, search_sqlite
from rooms.queries.search import search
from tests.rooms.acting import person, room, send

pytestmark = [pytest.mark.django_db, pytest.mark.embedded]

# (author, room, text), a day apart from 2026-01-01 on
SAID = [
    ("ada", "tea", "Green tea or black tea?"),  # 1
    ("bob", "tea", "Darjeeling, of course"),  # 2
    ("ada", "tea", "The kettle is **boiling** over"),  # 3
    ("bob", "work", "Deploy at noon: version 2.10.3"),  # 4
    ("ada", "work", "Übergrößenträger fragen nach TEA"),  # 5
    ("bob", "work", "100% of the tests_pass, C++ too"),  # 6
    ("ada", "work", "see https://example.org/tea?x=1"),  # 7
    ("bob", "tea", "日本のお茶を飲みます"),  # 8
    ("ada", "tea", "black   coffee and a tea\nor black tea"),  # 9
    ("bob", "tea", 'she said "hello world" to me'),  # 10
    ("ada", "tea", "<script>alert('tea')</script> &amp; more"),  # 11
]
FOUND: list[tuple[str, list[int]]] = [
    ("tea", [11, 9, 7, 5, 1]),
    ("TEA", [11, 9, 7, 5, 1]),
    ("jeel", [2]),  # a part of a word
    ("boiling", [3]),
    ("black tea", [9, 1]),  # both words, in whatever order
    ('"black tea"', [9, 1]),
    ('"tea or black"', [1]),
    ('"green tea" black', [1]),
    ("green coffee", []),
    ("übergrößen", [5]),
    ("ÜBERGRÖSSEN", []),  # case is folded letter by letter
    ("ÜBERGRÖ", [5]),
    ("2.10.3", [4]),
    ("100%", [6]),
    ("0% of", [6]),
    ("tests_pass", [6]),
    ("testsxpass", []),  # an underscore is no wildcard
    ("%", [6]),
    ("c++", [6]),
    ("お茶", [8]),
    ("日", [8]),
    ("日本の", [8]),
    ("example.org/tea", [7]),
    ("at", [4]),
    ("or", [11, 10, 9, 7, 1]),
    ("<script>", [11]),
    ("'tea'", [11]),
    ("from:ada tea", [11, 9, 7, 5, 1]),
    ("from:bob tea", []),
    ("from:@BOB", [10, 8, 6, 4, 2]),
    ("from:me tea", [11, 9, 7, 5, 1]),
    ("from:nobody tea", []),
    ("in:tea black", [9, 1]),
    ("in:#work", [7, 6, 5, 4]),
    ("in:work tea from:ada", [7, 5]),
    ("before:2026-01-03", [2, 1]),
    ("after:2026-01-10", [11, 10]),
    ("tea after:2026-01-05 before:2026-01-09", [7, 5]),
    ("after:2026-02-01", []),
    ("tea tea", [11, 9, 7, 5, 1]),
    ('"hello wor', [10]),  # while it is being typed
    ("nothing-like-it", []),
]


@pytest.fixture
def ada() -> User:
    people = {name: person(name) for name in ("ada", "bob")}
    slugs = {name: room(people["ada"], people["bob"], name=name).slug for name in ("tea", "work")}
    for name, slug in slugs.items():
        Room.objects.filter(slug=slug).update(slug=name)
    for number, (author, name, text) in enumerate(SAID, 1):
        send(people[author], Room.objects.get(slug=name), text)
        at = datetime(2026, 1, number, 12, tzinfo=UTC)
        Message.objects.filter(body=text).update(created_at=at)
    return people["ada"]


def numbers(user: User, query: str, **options: Any) -> list[int]:
    texts = [text for _, _, text in SAID]
    return [texts.index(str(hit.message["body"])) + 1 for hit in search(user, query, **options).hits]


@pytest.fixture(params=["few messages", "many messages"])
def amount(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Few are all looked at; of many the newest are, and then the index is asked."""
    if request.param == "many messages":
        for engine in (search_postgresql, search_sqlite):
            monkeypatch.setattr(engine, "SMALL", 0)
        monkeypatch.setattr(search_postgresql, "NEAR", 3)
        monkeypatch.setattr(search_sampling, "LEAST", 0)
        monkeypatch.setattr(search_sqlite, "FIRST", 2)


def test_each_query_finds_its_messages(ada: User, amount: None) -> None:
    assert {query: numbers(ada, query) for query, _ in FOUND} == dict(FOUND)


def test_pages_follow_each_other_without_a_hole(ada: User, amount: None) -> None:
    for query, expected in FOUND:
        found, before = [], None
        while True:
            page = search(ada, query, limit=2, before=before)
            assert len(page.hits) <= 2
            found += numbers(ada, query, limit=2, **({"before": before} if before else {}))
            before = page.following
            if before is None:
                break
        assert found == expected, query


def test_one_or_two_letters_are_sought_in_portions_that_miss_nothing(
    ada: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    for engine in (search_postgresql, search_sqlite):
        monkeypatch.setattr(engine, "SMALL", 0)
        monkeypatch.setattr(engine, "DEEP" if hasattr(engine, "DEEP") else "NEAR", 4)
    found, before, pages = [], None, 0
    while pages == 0 or before:
        page = search(ada, "or", before=before)
        found += [hit.message["body"] for hit in page.hits]
        before, pages = page.following, pages + 1
    assert found == [SAID[number - 1][2] for number in (11, 10, 9, 7, 1)]
    assert pages >= 2


EXCERPTS = [
    ("boiling", "The kettle is <mark>boiling</mark> over"),  # not its Markdown
    ('"**boiling"', "The kettle is <mark>**boiling</mark>** over"),  # unless that was sought
    ("alert", "&lt;script&gt;<mark>alert</mark>(&#x27;tea&#x27;)&lt;/script&gt; &amp;amp; more"),
    ("<script>", "<mark>&lt;script&gt;</mark>alert(&#x27;tea&#x27;)&lt;/script&gt; &amp;amp; more"),
    ("TEA or green", "<mark>Green</mark> <mark>tea</mark> <mark>or</mark> black <mark>tea</mark>?"),
]


@pytest.mark.parametrize(("query", "expected"), EXCERPTS)
def test_the_hit_is_marked_in_text_that_is_escaped(ada: User, query: str, expected: str) -> None:
    assert expected in [hit.excerpt for hit in search(ada, query).hits]


def test_a_long_message_is_cut_around_its_hit(ada: User) -> None:
    send(ada, Room.objects.get(slug="tea"), "word " * 900 + "needle" + " word" * 900)
    (hit,) = search(ada, "needle").hits
    assert hit.excerpt.startswith("…word")
    assert hit.excerpt.endswith("…")
    assert "<mark>needle</mark>" in hit.excerpt
    assert len(hit.excerpt) < 300


def test_what_is_edited_is_found_by_what_it_says_now(ada: User, edit: Callable[..., None]) -> None:
    assert numbers(ada, "kettle") == [3]
    edit(ada, "tea", 3, "The samovar sings")
    assert not search(ada, "kettle").hits
    assert [hit.message["seq"] for hit in search(ada, "samovar").hits] == [3]


def test_a_deleted_message_is_not_found(ada: User, delete: Callable[..., None], amount: None) -> None:
    assert numbers(ada, "kettle") == [3]
    delete(ada, "tea", 3)
    assert not search(ada, "kettle").hits
    assert 3 not in [hit.message["seq"] for hit in search(ada, "in:tea").hits]
    Message.objects.filter(body__contains="Darjeeling").delete()  # as retention does it
    assert not search(ada, "Darjeeling").hits


def test_paging_is_not_moved_by_what_is_written_meanwhile(ada: User) -> None:
    first = search(ada, "tea", limit=2)
    send(ada, Room.objects.get(slug="tea"), "even more tea")
    assert numbers(ada, "tea", limit=10, before=first.following or 0) == [7, 5, 1]

"""A word that was common long ago and is rare since: all of it, newest first, whatever the samples hit."""

from itertools import pairwise

import pytest
from django.db import connection

from accounts.models import User
from rooms.models import Message, Room
from rooms.queries import search_postgresql, search_sampling, search_sqlite
from rooms.queries.search import search
from tests.rooms.acting import person, room, send

pytestmark = [pytest.mark.django_db, pytest.mark.embedded]
SAID = 60
WITH_KETTLE = [*range(1, 25), 40, 47]  # common at first, then twice more


@pytest.fixture
def ada(monkeypatch: pytest.MonkeyPatch) -> User:
    for engine in (search_postgresql, search_sqlite):
        monkeypatch.setattr(engine, "SMALL", 0)
    monkeypatch.setattr(search_postgresql, "NEAR", 3)
    monkeypatch.setattr(search_sampling, "LEAST", 0)
    monkeypatch.setattr(search_sqlite, "FIRST", 2)
    ada = person("ada")
    tea = room(ada, name="tea")
    for seq in range(1, SAID + 1):
        send(ada, tea, f"the kettle {seq}" if seq in WITH_KETTLE else f"nothing {seq}")
    return ada


def pages(user: User, query: str, limit: int) -> list[object]:
    found, before = [], None
    while True:
        page = search(user, query, limit=limit, before=before)
        found += [hit.message["seq"] for hit in page.hits]
        before = page.following
        if before is None:
            return found


@pytest.mark.parametrize("samples", [1, 4, 7, 20, 250])
@pytest.mark.parametrize("limit", [1, 3, 25])
def test_every_page_is_whole_however_few_are_sampled(
    ada: User, samples: int, limit: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search_sampling, "SAMPLES", samples)
    for query in ("kettle", "the kettle", '"the kettle"', "from:ada kettle"):
        assert pages(ada, query, limit) == WITH_KETTLE[::-1], query
    assert pages(ada, "kettle nothing", limit) == []


def test_what_was_removed_or_is_in_another_room_is_no_sample(ada: User) -> None:
    bob = person("bob")
    den = room(bob, name="den", kind="private")
    for number in range(20):
        send(bob, den, f"the kettle of the den {number}")
    Message.objects.filter(room__name="tea", seq__in=[40, 3]).delete()
    assert pages(ada, "kettle", 5) == [seq for seq in WITH_KETTLE[::-1] if seq not in (40, 3)]
    assert all(later > earlier for later, earlier in pairwise(pages(bob, "kettle in:" + den.slug, 5)))  # type: ignore[operator]
    assert Room.objects.count() == 2


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has no such settings")
def test_the_connection_s_settings_are_as_before(ada: User) -> None:
    assert pages(ada, "kettle", 25)
    with connection.cursor() as cursor:
        for name, ours in search_sampling.TOGETHER.items():
            cursor.execute(f"SHOW {name}")
            assert cursor.fetchone()[0] != ours, name

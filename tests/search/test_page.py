"""`/search/` and `GET /api/v1/search`."""

import pytest
from asgiref.sync import sync_to_async

from rooms.models import Message
from tests.api.conftest import _a_process_of_its_own, ada, bob, tea  # noqa: F401 (fixtures)
from tests.api.world import another_token, fill, person, refusal, room, say, user_of
from tests.rooms.visiting import visit

pytestmark = pytest.mark.django_db(transaction=True)


async def bodies(program, q: str, **query: object) -> list[str]:
    answer = await program.get("search", q=q, **query)
    assert answer.status_code == 200, answer.content
    return [one["message"]["body"] for one in answer.json()["results"]]


async def test_a_hit_has_its_message_room_excerpt_and_address(ada, tea):  # noqa: F811
    await say(ada, tea, ["green <b>tea</b>", "coffee"])
    answer = await ada.get("search", q="tea")
    (hit,) = answer.json()["results"]
    assert hit["message"] == (await ada.get(f"rooms/{tea}/messages/1")).json()
    assert hit["room"] == {"slug": tea, "name": "Tea", "kind": "public"}
    assert hit["excerpt"] == "green &lt;b&gt;<mark>tea</mark>&lt;/b&gt;"
    assert hit["url"] == f"/rooms/{tea}/1/"
    assert answer.json()["next"] is None
    assert answer.json()["finds_parts"] is True


async def test_the_links_lead_through_all_of_it(ada, tea):  # noqa: F811
    await fill(ada, tea, 30)
    found, path = [], "/api/v1/search?q=message&limit=7"
    while path:
        answer = await ada("GET", path)
        found += [one["message"]["seq"] for one in answer.json()["results"]]
        link = answer.headers.get("Link", "")
        path = link.split("<http://testserver")[1].split(">")[0] if link else ""
    assert found == list(range(30, 0, -1))


async def test_room_and_author_narrow_as_in_and_from_do(ada, bob, tea):  # noqa: F811
    other = await room(ada, "Other", bob)
    await say(ada, tea, ["hello from ada"])
    await say(bob, other, ["hello from bob"])
    assert await bodies(ada, "hello") == ["hello from bob", "hello from ada"]
    assert await bodies(ada, "hello", room=tea) == ["hello from ada"]
    assert await bodies(ada, "hello", author="bob") == ["hello from bob"]
    assert await bodies(ada, f"hello in:{tea}", author="bob") == []
    assert await bodies(ada, f"hello in:{tea}", room=tea) == ["hello from ada"]


WRONG = [
    ({}, 400, "invalid_query"),
    ({"q": ""}, 400, "invalid_query"),
    ({"q": "  "}, 400, "invalid_query"),
    ({"q": "x" * 201}, 400, "invalid_query"),
    ({"q": "a\0b"}, 400, "invalid_query"),
    ({"q": "before:soon"}, 400, "invalid_query"),
    ({"q": "in:tea tea", "room": "other"}, 400, "invalid_query"),
    ({"q": "tea", "limit": 0}, 400, "invalid_limit"),
    ({"q": "tea", "limit": 101}, 400, "invalid_limit"),
    ({"q": "tea", "before": 0}, 400, "invalid_before"),
    ({"q": "tea", "before": "x"}, 400, "invalid_before"),
    ({"q": "tea", "before": 2**63}, 400, "invalid_before"),
    ({"q": "tea", "author": "x" * 31}, 400, "invalid_author"),
    ({"q": "tea", "room": "nothing-there"}, 404, "unknown_room"),
    ({"q": "tea", "room": "ü"}, 404, "unknown_room"),
    ({"q": "in:nothing-there tea"}, 404, "unknown_room"),
    ({"q": "tea", "page": 1}, 400, "unknown_parameter"),
    ({"q": ["tea", "coffee"]}, 400, "repeated_parameter"),
]


async def test_what_is_asked_wrongly_is_refused(ada, tea):  # noqa: F811
    assert await bodies(ada, "x" * 200, limit=100, before=2**63 - 1) == []
    for query, status, code in WRONG:
        assert refusal(await ada("GET", "search", query=query)) == (status, code), query


async def test_an_outsider_finds_nothing_and_a_token_needs_its_scope(ada, bob):  # noqa: F811
    den = await room(ada, "Den", kind="private")
    await say(ada, den, ["a secret"])
    assert await bodies(ada, "secret") == ["a secret"]
    assert await bodies(bob, "secret") == []
    hidden = await bob.get("search", q="secret", room=den)
    absent = await bob.get("search", q="secret", room="nothing-there")
    assert refusal(hidden) == refusal(absent) == (404, "unknown_room")
    narrow = await another_token(await user_of(ada), "rooms:read")
    assert refusal(await narrow.get("search", q="secret")) == (403, "insufficient_scope")


async def test_the_page_shows_hits_and_the_way_to_older_ones(ada, tea):  # noqa: F811
    await fill(ada, tea, 30)
    await say(ada, tea, ["<img src=x onerror=alert(1)> message"])
    client = await visit(await user_of(ada))
    page = (await client.get("/search/", {"q": "message"})).content.decode()
    assert page.count("<mark>message</mark>") == 25
    assert "&lt;img src=x onerror=alert(1)&gt; <mark>message</mark>" in page
    assert 'rel="next"' in page
    before = page.split("&amp;before=")[1].split('"')[0]
    older = (await client.get("/search/", {"q": "message", "before": before})).content.decode()
    assert older.count("<mark>message</mark>") == 6
    assert 'rel="next"' not in older
    part = await client.get(
        "/search/", {"q": "message"}, headers={"hx-request": "true", "hx-target": "search-results"}
    )
    assert part.content.decode().count("<mark>") == 25
    assert "<html" not in part.content.decode()


async def test_the_page_without_a_query_and_with_a_wrong_one(ada):  # noqa: F811
    client = await visit(await user_of(ada))
    assert (await client.get("/search/")).status_code == 200
    for query in ({"q": "before:soon"}, {"q": "x" * 201}, {"q": "a\0"}, {"q": "x", "before": "y"}):
        answer = await client.get("/search/", query)
        assert answer.status_code == 400, query
        as_typed = await client.get(
            "/search/", query, headers={"hx-request": "true", "hx-target": "search-results"}
        )
        assert as_typed.status_code == 200
    assert (await client.get("/search/", {"q": "in:nothing-there"})).status_code == 404
    assert (await client.post("/search/")).status_code == 405


async def test_nobody_searches_without_signing_in(ada, tea):  # noqa: F811
    await say(ada, tea, ["a public secret"])
    eve = await person("eve")
    assert await bodies(eve, "secret") == ["a public secret"]
    client = await visit(None)
    answer = await client.get("/search/", {"q": "secret"})
    assert answer.status_code == 302
    assert await sync_to_async(Message.objects.count)() == 1

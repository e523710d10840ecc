import pytest

from tests.api.world import fill, person, refusal, room

pytestmark = pytest.mark.django_db(transaction=True)


async def test_authors_are_counted_over_what_the_reader_may_see(ada, bob, tea):
    secret = await room(ada, "Secret", kind="private")
    await fill(ada, tea, 3)
    await fill(bob, tea, 1)
    await fill(ada, secret, 10)
    body = (await bob.get("authors")).json()
    assert [(one["username"], one["messages"]) for one in body["authors"]] == [("ada", 3), ("bob", 1)]
    assert (body["page"], body["pages"], body["total"]) == (1, 1, 2)
    assert (await ada.get("authors")).json()["authors"][0]["messages"] == 13
    assert [one["username"] for one in (await bob.get("authors", q="lovelace")).json()["authors"]] == ["ada"]
    for query, code in (
        ({"page": 0}, "invalid_page"),
        ({"q": "x" * 101}, "invalid_q"),
    ):
        assert refusal(await bob.get("authors", **query)) == (400, code)
    assert refusal(await bob.get("authors", page=2)) == (404, "unknown_page")


async def test_one_author_with_the_rooms_both_may_see(ada, bob, tea):
    await room(ada, "Secret", kind="private")
    body = (await bob.get("authors/ada")).json()
    assert (body["username"], body["shared"]) == ("ada", [{"slug": "tea", "name": "Tea"}])
    for name in ("nobody", "%00", "x" * 300, "%F0%9F%8D%B5"):
        assert refusal(await bob.get(f"authors/{name}")) == (404, "unknown_person")


async def test_rooms_read_is_the_scope_for_it(tea):
    program = await person("eve", "history:read", "messages:write", "moderation")
    for path in ("authors", "authors/ada", "rooms", f"rooms/{tea}", f"rooms/{tea}/members"):
        assert refusal(await program.get(path)) == (403, "insufficient_scope")

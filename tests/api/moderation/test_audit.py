"""The record over the API: paged, filtered, and the moderators' alone."""

import pytest

from tests.api.world import another_token, person, refusal, room, user_of

pytestmark = pytest.mark.django_db(transaction=True)
WHY = {"reason": "because"}


async def done(moe, square) -> None:
    await moe.put(f"rooms/{square}/mutes/bob", WHY)
    await moe.patch(f"rooms/{square}", {"locked": True, "reason": "Calm"})
    await moe.delete(f"rooms/{square}/mutes/bob", WHY)


async def actions(program, slug, **query) -> list[str]:
    answer = await program.get(f"rooms/{slug}/audit", **query)
    assert answer.status_code == 200, answer.content
    return [entry["action"] for entry in answer.json()["entries"]]


async def test_it_is_paged_the_newest_first(moe, square):
    await done(moe, square)
    found, query = [], {"limit": 2}
    while query:
        answer = await moe.get(f"rooms/{square}/audit", **query)
        body = answer.json()
        found += [entry["action"] for entry in body["entries"]]
        query = {"limit": 2, "before": body["entries"][-1]["id"]} if body["has_more"] else {}
        assert ('rel="next"' in answer.headers.get("Link", "")) == bool(query)
    assert found == ["unmute", "settings", "mute", "role"]


async def test_it_is_filtered(ada, moe, square):
    await done(moe, square)
    assert await actions(moe, square, person="Bob") == ["unmute", "mute"]
    assert await actions(moe, square, person="ada") == ["role"]
    assert await actions(moe, square, action="settings") == ["settings"]
    entries = (await moe.get(f"rooms/{square}/audit")).json()["entries"]
    middle = entries[1]["at"]
    assert await actions(moe, square, since=middle) == ["unmute", "settings"]
    assert await actions(moe, square, until=middle) == ["mute", "role"]
    for query, code in (
        ({"since": "yesterday"}, "invalid_since"),
        ({"until": "x"}, "invalid_until"),
        ({"before": "0"}, "invalid_before"),
        ({"limit": "101"}, "invalid_limit"),
        ({"person": "x" * 31}, "invalid_person"),
        ({"action": "x" * 33}, "invalid_action"),
        ({"actor": "moe"}, "unknown_parameter"),
    ):
        assert refusal(await moe.get(f"rooms/{square}/audit", **query)) == (400, code), query


async def test_it_is_the_moderators_and_of_their_room_alone(ada, moe, bob, square):
    await done(moe, square)
    assert refusal(await bob.get(f"rooms/{square}/audit")) == (403, "forbidden")
    assert refusal(await (await person("eve")).get(f"rooms/{square}/audit")) == (403, "forbidden")
    den = await room(ada, "Den", kind="private")
    assert refusal(await moe.get(f"rooms/{den}/audit")) == (404, "unknown_room")
    assert await actions(ada, den) == []
    reader = await another_token(await user_of(moe), "history:read", "rooms:read", "messages:write")
    assert refusal(await reader.get(f"rooms/{square}/audit")) == (403, "insufficient_scope")

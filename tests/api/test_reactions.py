import pytest

from rooms.models import Message, Reaction
from tests.api.world import emoji, fill, person, refusal, user_of

pytestmark = pytest.mark.django_db(transaction=True)


async def test_putting_and_taking_away_twice_changes_nothing_more(ada, bob, tea):
    await fill(ada, tea, 1)
    path = f"rooms/{tea}/messages/1/reactions/{emoji('👍🏽')}"
    first, again = await bob.put(path), await bob.put(path)
    assert first.status_code == again.status_code == 200
    assert first.json() == again.json()
    assert first.json()["reactions"] == [{"emoji": "👍🏽", "count": 1, "users": ["bob"]}]
    first, again = await bob.delete(path), await bob.delete(path)
    assert first.json()["reactions"] == again.json()["reactions"] == []
    assert first.json()["version"] == again.json()["version"]


async def test_with_and_without_the_selector_it_is_the_same_reaction(ada, bob, tea):
    """Keyboards differ in whether they write it."""
    await fill(ada, tea, 1)
    path = f"rooms/{tea}/messages/1/reactions/"
    await ada.put(path + emoji("\u2764\ufe0f"))
    both = await bob.put(path + emoji("\u2764"))
    assert both.json()["reactions"] == [{"emoji": "\u2764\ufe0f", "count": 2, "users": ["ada", "bob"]}]
    assert (await ada.delete(path + emoji("\u2764"))).json()["reactions"] == [
        {"emoji": "\u2764\ufe0f", "count": 1, "users": ["bob"]}
    ]


async def test_what_was_kept_apart_before_can_be_taken_away(ada, bob, tea):
    await fill(ada, tea, 1)
    path = f"rooms/{tea}/messages/1/reactions/"
    await ada.put(path + emoji("\u2764\ufe0f"))
    message = await Message.objects.aget(room__slug=tea, seq=1)
    await Reaction.objects.acreate(message=message, user=await user_of(bob), emoji="\u2764")
    again = await bob.put(path + emoji("\u2764\ufe0f"))
    assert again.status_code == 200
    assert await Reaction.objects.acount() == 2, "nobody counts twice"
    await bob.delete(path + emoji("\u2764"))
    assert [one.emoji async for one in Reaction.objects.all()] == ["\u2764\ufe0f"]


async def test_what_is_no_emoji_or_no_message_is_refused(ada, tea):
    await fill(ada, tea, 1)
    assert (await ada.put(f"rooms/{tea}/messages/1/reactions/{emoji('🍵')}")).status_code == 200
    for path, refused in (
        (f"1/reactions/{emoji('tea')}", (400, "invalid_emoji")),
        (f"1/reactions/{emoji('🍵🍵')}", (400, "invalid_emoji")),
        (f"1/reactions/{'%F0%9F%8D%B5' * 40}", (400, "invalid_emoji")),
        (f"2/reactions/{emoji('🍵')}", (404, "unknown_message")),
        (f"0/reactions/{emoji('🍵')}", (400, "invalid_seq")),
        ("1/reactions/", (404, "not_found")),
    ):
        assert refusal(await ada.put(f"rooms/{tea}/messages/{path}")) == refused, path
    assert await Reaction.objects.acount() == 1


async def test_only_members_react(ada, tea):
    await fill(ada, tea, 1)
    path = f"rooms/{tea}/messages/1/reactions/{emoji('🍵')}"
    assert refusal(await (await person("eve")).put(path)) == (403, "not_member")

"""If-None-Match: what has not changed is not sent again, and its messages are not even read."""

import pytest

from rooms.api.encoded import _kept
from rooms.models import Membership, Message
from tests.api.counting import statements
from tests.api.world import another_token, emoji, fill, user_of

pytestmark = pytest.mark.django_db(transaction=True)


async def test_a_page_is_not_sent_twice_until_the_room_changes(ada, tea):
    await fill(ada, tea, 5)
    path = f"rooms/{tea}/messages?after=0"
    first = await ada.get(path)
    tag = first.headers["ETag"]
    for given in (tag, f'"x", {tag}', "*", tag.removeprefix("W/")):
        answer = await ada("GET", path, if_none_match=given)
        assert (answer.status_code, answer.content) == (304, b"")
        assert answer.headers["ETag"] == tag
        assert "X-RateLimit-Remaining" in answer.headers
    await ada.patch(f"rooms/{tea}/messages/2", {"body": "edited"})
    again = await ada("GET", path, if_none_match=tag)
    assert again.status_code == 200
    assert again.headers["ETag"] != tag


async def test_another_page_or_another_reader_has_another_tag(ada, bob, tea):
    await fill(ada, tea, 5)
    await Membership.objects.filter(user=await user_of(bob)).aupdate(from_seq=4)
    tags = [
        (await ada.get(f"rooms/{tea}/messages", **query)).headers["ETag"]
        for query in ({}, {"limit": 3}, {"after": 1})
    ]
    tags.append((await bob.get(f"rooms/{tea}/messages")).headers["ETag"])
    assert len(set(tags)) == 4


async def test_a_304_reads_no_text(ada, tea):
    await fill(ada, tea, 5)
    tag = (await ada.get(f"rooms/{tea}/messages")).headers["ETag"]
    _kept.clear()
    with statements() as seen:
        assert (await ada.get(f"rooms/{tea}/messages")).status_code == 200
    assert any("body" in one for one in seen)
    with statements() as seen:
        assert (await ada("GET", f"rooms/{tea}/messages", if_none_match=tag)).status_code == 304
    assert len(seen) == 5
    assert not any("body" in one for one in seen)


async def test_an_answer_without_a_body_says_nothing_about_one(ada, tea):
    """A cache would write it over what it keeps (RFC 9111 §3.2)."""
    tag = (await ada.get(f"rooms/{tea}/messages")).headers["ETag"]
    unchanged = await ada("GET", f"rooms/{tea}/messages", if_none_match=tag)
    assert unchanged.status_code == 304
    assert not {"Content-Type", "Content-Length"} & set(unchanged.headers)
    assert unchanged.headers["ETag"] == tag


async def test_the_document_is_not_sent_twice(ada):
    for path in ("openapi.json", "docs"):
        tag = (await ada.get(path)).headers["ETag"]
        again = await ada("GET", path, if_none_match=tag)
        assert (again.status_code, again.content) == (304, b"")


async def test_a_tag_opens_nothing(ada, tea):
    await fill(ada, tea, 1)
    tag = (await ada.get(f"rooms/{tea}/messages")).headers["ETag"]
    stranger = await another_token(await user_of(ada), "rooms:read")
    assert (await stranger("GET", f"rooms/{tea}/messages", if_none_match=tag)).status_code == 403


async def test_one_message_has_a_tag_that_follows_its_changes(ada, tea):
    await fill(ada, tea, 2)
    path = f"rooms/{tea}/messages/1"
    tag = (await ada.get(path)).headers["ETag"]
    await ada.delete(f"rooms/{tea}/messages/2")
    assert (await ada("GET", path, if_none_match=tag)).status_code == 304
    await ada.put(f"{path}/reactions/{emoji('👍')}")
    assert (await ada("GET", path, if_none_match=tag)).status_code == 200


async def test_a_new_display_name_is_a_new_page(ada, bob, tea):
    await fill(ada, tea, 3)
    user = await user_of(ada)
    for path in (f"rooms/{tea}/messages", f"rooms/{tea}/messages/1"):
        tag = (await bob.get(path)).headers["ETag"]
        assert (await bob("GET", path, if_none_match=tag)).status_code == 304
        user.name += " the Second"
        await user.asave()
        again = await bob("GET", path, if_none_match=tag)
        assert again.status_code == 200
        assert user.name in again.content.decode()
        assert (await bob("GET", path, if_none_match=again.headers["ETag"])).status_code == 304


async def test_the_names_that_webhooks_give_are_in_the_tag_as_on_the_page(ada, tea):
    await fill(ada, tea, 3)
    await Message.objects.filter(seq=2).aupdate(via="Build")
    path = f"rooms/{tea}/messages"
    first = await ada.get(path)
    assert "Build" in first.content.decode()
    assert (await ada("GET", path, if_none_match=first.headers["ETag"])).status_code == 304

"""Pages asked for together: one look at the database, and nobody gets what is another's."""

import asyncio
from typing import Any
from uuid import uuid4

import pytest

from accounts.models import ApiToken, User
from rooms.actions.log import commit
from rooms.actions.writes import Edit
from rooms.api.encoded import KEPT, LONGEST, _kept
from rooms.models import Epoch, TokenRoom
from tests.api.counting import hops, statements
from tests.api.world import Program, another_token, enter, fill, person, refusal, room, user_of

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.embedded]


async def together(*asked: tuple[Program, str, dict[str, str]]) -> list[Any]:
    """As they come over connections of their own, in one moment."""
    return await asyncio.gather(*(one("GET", path, **headers) for one, path, headers in asked))


async def limited(program: Program, slug: str) -> Program:
    made = await another_token(await user_of(program), "history:read")
    row = await ApiToken.objects.alatest("pk")
    await ApiToken.objects.filter(pk=row.pk).aupdate(limited=True)
    await TokenRoom.objects.acreate(token=row, room=await room_row(slug))
    return made


async def room_row(slug: str) -> Any:
    from rooms.models import Room

    return await Room.objects.aget(slug=slug)


async def test_each_is_judged_alone_though_all_are_answered_together(ada, bob, tea):
    secret = await room(ada, "Secret", kind="private")
    await fill(ada, secret, 3)
    await fill(ada, tea, 2)
    mine, theirs = f"rooms/{secret}/messages", f"rooms/{tea}/messages"
    for_tea = await limited(ada, tea)
    narrow = await another_token(await user_of(ada), "rooms:read")
    known = {"if_none_match": (await ada.get(mine)).headers["ETag"]}
    asked = [
        (ada, mine, {}),
        (bob, mine, {}),
        (Program("chat_wrong"), mine, {}),
        (narrow, mine, {}),
        (for_tea, mine, {}),
        (for_tea, theirs, {}),
        (ada, mine, known),
        (bob, mine, known),
        (ada, "rooms/%00/messages", {}),
        (ada, f"{mine}?before=2", {}),
    ]
    answers = await together(*asked)
    told = [answer.status_code if answer.status_code < 400 else refusal(answer) for answer in answers]
    hidden = (404, "unknown_room")
    assert told == [
        200, hidden, (401, "unauthenticated"), (403, "insufficient_scope"), hidden, 200, 304, hidden, hidden, 200,
    ]  # fmt: skip
    assert [len(answers[one].json()["messages"]) for one in (0, 5, 9)] == [3, 2, 1]
    assert answers[6].content == b""


async def test_the_past_that_one_may_read_is_not_shown_to_another(ada, tea):
    late = await person("late")
    quiet = await room(ada, "Quiet", history_visible=False)
    await fill(ada, quiet, 4)
    await enter(late, quiet)
    old, new = await together((ada, f"rooms/{quiet}/messages", {}), (late, f"rooms/{quiet}/messages", {}))
    assert len(old.json()["messages"]) == 4
    assert new.json()["messages"] == []


async def test_ten_at_once_are_fewer_hops_and_queries_than_ten_alone(ada, tea):
    await fill(ada, tea, 60)
    pages = [f"rooms/{tea}/messages?before={seq}" for seq in range(20, 30)]
    await ada.get(pages[-1])
    with hops() as seen, statements() as asked:
        answers = await together(*((ada, page, {}) for page in pages))
    assert {answer.status_code for answer in answers} == {200}
    assert seen["read_all"] <= 3
    assert len(asked) <= 3 * 4 + len(pages)


async def test_what_is_kept_is_never_older_than_the_room(ada, tea, settings):
    await fill(ada, tea, 2)
    path = f"rooms/{tea}/messages"

    async def shown() -> list[tuple[str, str]]:
        return [(one["body"], one["author"]["name"]) for one in (await ada.get(path)).json()["messages"]]

    assert await shown() == [("message 1", "Ada Lovelace"), ("message 2", "Ada Lovelace")]
    user = await user_of(ada)
    await asyncio.to_thread(edit, Edit(tea, user.pk, 1, "changed"))
    assert (await shown())[0] == ("changed", "Ada Lovelace")
    before = (await ada.get(path)).headers["ETag"]
    await User.objects.filter(pk=user.pk).aupdate(name="Countess")
    assert await shown() == [("changed", "Countess"), ("message 2", "Countess")]
    assert (await ada.get(path)).headers["ETag"] != before
    await ada.delete(f"{path}/2")
    assert (await shown())[1] == ("", "Countess")


async def test_another_life_of_the_database_shares_nothing_that_was_kept(ada, tea):
    from rooms.models import Message

    await fill(ada, tea, 1)
    path = f"rooms/{tea}/messages"
    await ada.get(path)
    await Message.objects.filter(seq=1).aupdate(body="of the backup")  # the same number, the same version
    await Epoch.objects.aupdate(value=uuid4().hex)
    assert (await ada.get(path)).json()["messages"][0]["body"] == "of the backup"


async def test_what_is_kept_is_bounded(ada, tea, monkeypatch):
    monkeypatch.setattr("rooms.api.encoded.KEPT", 5)
    _kept.clear()
    await fill(ada, tea, 12)
    assert len((await ada.get(f"rooms/{tea}/messages")).json()["messages"]) == 12
    assert len(_kept) == 5 < KEPT


async def test_a_long_text_is_shown_and_not_kept(ada, tea):
    _kept.clear()
    await ada.post(f"rooms/{tea}/messages", {"body": "x" * 9000})
    await ada.post(f"rooms/{tea}/messages", {"body": "short"})
    shown = (await ada.get(f"rooms/{tea}/messages")).json()["messages"]
    assert [len(one["body"]) for one in shown] == [9000, 5]
    assert len(_kept) == 1
    assert max(map(len, _kept.values())) <= LONGEST


async def test_a_room_never_shows_what_was_kept_of_another(ada, tea):
    """An import could give the id of a message that is gone to one of another room."""
    from rooms.models import Message

    secret = await room(ada, "Secret", kind="private")
    await fill(ada, secret, 1)
    assert (await ada.get(f"rooms/{secret}/messages")).json()["messages"][0]["body"] == "message 1"
    target = await room_row(tea)
    await Message.objects.filter(seq=1).aupdate(room=target, body="harmless")
    await type(target).objects.filter(pk=target.pk).aupdate(last_seq=1)
    shown = (await ada.get(f"rooms/{tea}/messages")).json()["messages"]
    assert [(one["room"], one["body"]) for one in shown] == [(tea, "harmless")]


def edit(write: Edit) -> None:
    from django.db import connection

    try:
        commit([write])
    finally:
        connection.close()

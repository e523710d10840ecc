import asyncio

import pytest

from chatapp.server.inbox import FULL_BYTES, FULL_MESSAGES, Inbox


def message(text="x"):
    return {"type": "websocket.receive", "text": text}


async def test_messages_come_out_in_the_order_they_went_in():
    inbox = Inbox()
    for number in range(10):
        inbox.put_nowait(message(str(number)))
    assert [(await inbox.get())["text"] for _ in range(10)] == [str(number) for number in range(10)]


async def test_a_reader_waits_for_a_message():
    inbox = Inbox()
    reader = asyncio.ensure_future(inbox.get())
    await asyncio.sleep(0)
    assert not reader.done()
    inbox.put_nowait(message("late"))
    assert (await reader)["text"] == "late"


async def test_a_reader_that_gives_up_takes_no_message_with_it():
    inbox = Inbox()
    first, second = asyncio.ensure_future(inbox.get()), asyncio.ensure_future(inbox.get())
    await asyncio.sleep(0)
    inbox.put_nowait(message("one"))
    first.cancel()
    assert (await second)["text"] == "one"
    with pytest.raises(asyncio.CancelledError):
        await first


@pytest.mark.parametrize("text", ["x", "x" * (FULL_BYTES // 8)])
async def test_it_is_full_by_number_or_by_size_and_says_once_when_it_is_drained(text):
    drained = []
    inbox = Inbox(lambda: drained.append(len(inbox.messages)))
    while not inbox.full:
        inbox.put_nowait(message(text))
    assert len(inbox.messages) in (FULL_MESSAGES, 8)
    while inbox.messages:
        await inbox.get()
    assert len(drained) == 1
    assert drained[0] > 0
    assert not inbox.full

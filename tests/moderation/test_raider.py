"""A raider's 10,000 messages go from every open tab, the others write on undisturbed, and undo brings all back."""

import asyncio
import time
from typing import Any

from tests.chat.client import Client
from tests.chat.deployment import Deployment
from tests.chat.people import browser
from tests.chat.size import sized
from tests.chat.socket import HTML, JSON
from tests.moderation.clerk import Clerk
from tests.moderation.traffic import traffic

MESSAGES = sized(2_000, 10_000)  # the promise is about ten thousand
TABS = 4
CONTENT = (
    "SELECT seq, body, html, reactions, pinned_at, deleted_at, edited_at FROM rooms_message m JOIN rooms_room r"
    " ON r.id = m.room_id WHERE slug = %s AND author_id = %s ORDER BY seq"
)


def content(deployment: Deployment, room: str, author: int) -> list[tuple[Any, ...]]:
    return deployment.rows(CONTENT, room, author)


async def test_ten_thousand_messages_are_gone_in_five_seconds_and_come_back_as_they_were(
    deployment: Deployment, clerk: Clerk
) -> None:
    owner, raider, *people = await asyncio.to_thread(deployment.people, 8)
    room = await asyncio.to_thread(deployment.room, owner, raider, *people)
    office, writers, readers = deployment.office, people[:2], people[2:]
    bodies = [f"raid {number} **now** @{owner.username}" for number in range(MESSAGES)]
    seqs = await asyncio.to_thread(office.send, username=raider.username, slug=room, bodies=bodies)
    office.react(username=owner.username, slug=room, seq=seqs[7], emoji="👎")
    office.edit(username=raider.username, slug=room, bodies={str(seqs[8]): "edited"})
    office.delete(username=raider.username, slug=room, seqs=seqs[5:6])
    clerk.act(name="pin", user=owner.username, slug=room, seq=seqs[9])
    before = content(deployment, room, raider.id)
    assert len(before) == MESSAGES
    tabs = [
        Client(deployment.servers[number % 2], one, (JSON, HTML)[number % 2])
        for number, one in enumerate(readers[:TABS])
    ]
    for tab in tabs:
        await tab.__aenter__()
        await tab.follow(room)
    async with traffic(deployment, writers, room, 20) as others:
        await asyncio.sleep(1)
        began = time.monotonic()
        given = {"user": owner.username, "slug": room, "reason": "raid"}
        removal = await asyncio.to_thread(
            clerk.act, name="delete_many", author=raider.username, ago=3600, **given
        )
        acted = time.monotonic() - began
        deleted = deployment.head(room)[1]
        for tab, person in zip(tabs, readers, strict=False):
            await tab.until(lambda log=tab.rooms[room]: log.gaps >= 1, 5, "a gap")
            async with browser(
                tab.server, person, "text/html"
            ) as http:  # what a tab does then: the newest page anew
                assert "<strong>now" not in (await http.get(f"/rooms/{room}/messages/")).text
        gone = time.monotonic() - began
        print(f"{MESSAGES} messages deleted in {acted:.1f} s, gone from {TABS} tabs in {gone:.1f} s")
        assert gone < 5
        for tab in tabs:  # and, for whoever keeps all of it, page by page
            await tab.has(room, deleted, 60)
        await asyncio.sleep(1)
        assert others.refused == []
        written = others.sent
        await asyncio.sleep(1)
        assert others.sent - written > 5
    assert not [row for row in content(deployment, room, raider.id) if row[1] or row[2] or row[3] or row[4]]
    last = deployment.head(room)[1]
    for tab in tabs:
        await tab.has(room, last, 60)
        hidden = {seq for seq, row in tab.rooms[room].rows.items() if row["deleted"]}
        assert hidden == set(seqs) - {seqs[5]}  # that one was deleted before they came
        assert tab.rooms[room].gaps >= 1
        assert tab.rooms[room].resets == 0
        kept = [row for row in tab.rooms[room].rows.values() if not row["deleted"]]
        assert len(kept) == others.sent
    await asyncio.to_thread(clerk.act, name="undo", user=owner.username, slug=room, removal_id=removal)
    assert content(deployment, room, raider.id) == before
    version = deployment.head(room)[1]
    for tab in tabs:
        await tab.has(room, version, 60)
        back = {seq for seq, row in tab.rooms[room].rows.items() if not row["deleted"]}
        assert set(seqs) - {seqs[5]} <= back
        await tab.__aexit__()

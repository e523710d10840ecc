"""Where sockets are blocked the conversation goes on over HTTP, both ways."""

import asyncio
import re

from playwright.async_api import expect

from tests.browser.conftest import Arrive
from tests.browser.visitor import Visitor
from tests.chat.deployment import Deployment


async def behind_a_proxy(visitor: Visitor, room: str) -> None:
    await visitor.page.context.route_web_socket(re.compile("/ws/"), lambda socket: socket.close(code=1011))
    await visitor.open(f"/rooms/{room}/")
    await expect(visitor.connection).to_contain_text("Live updates are blocked here")


async def test_two_people_whose_sockets_are_blocked_talk_edit_and_react(
    chat: Deployment, arrive: Arrive
) -> None:
    ann, bob = chat.people(2)
    room = chat.room(ann, bob)
    at_ann, at_bob = await arrive(ann), await arrive(bob)
    await asyncio.gather(behind_a_proxy(at_ann, room), behind_a_proxy(at_bob, room))

    for number in range(3):
        await at_ann.write(f"ann {number}")
        await at_bob.write(f"bob {number}")
    seen_by_ann, seen_by_bob = await asyncio.gather(at_ann.has(6), at_bob.has(6))
    assert [(row["seq"], row["text"]) for row in seen_by_ann] == [
        (row["seq"], row["text"]) for row in seen_by_bob
    ]
    for name in ("ann", "bob"):
        assert [row["text"] for row in seen_by_ann if row["text"].startswith(name)] == [
            f"{name} {n}" for n in range(3)
        ]

    seq = next(row["seq"] for row in seen_by_ann if row["text"] == "ann 2")
    await at_ann.tool(seq, "edit")
    await at_ann.page.get_by_label("Edit your message").fill("ann, second thoughts")
    await at_ann.page.get_by_role("button", name="Save").click()
    await expect(at_bob.seq(seq)).to_contain_text("ann, second thoughts")
    await at_bob.tool(seq, "react")
    await at_bob.page.locator(".picker-emoji").first.click()
    await expect(at_ann.seq(seq).locator(".reaction")).to_have_attribute("data-users", bob.username)

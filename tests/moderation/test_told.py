"""Who is told at once, in both processes: moderators what waits for them, authors what became of theirs."""

import asyncio

from tests.chat.deployment import Deployment
from tests.chat.socket import Socket
from tests.moderation.clerk import Clerk


async def test_held_and_flagged_messages_show_at_every_moderator_and_refusals_at_their_author(
    deployment: Deployment, clerk: Clerk
) -> None:
    olga, mo, ada, bo, cyn = deployment.people(5)
    room = deployment.room(olga, mo, ada, bo, cyn)
    owner = {"user": olga.username, "slug": room}
    clerk.act(name="set_role", username=mo.username, role="moderator", reason="helps", **owner)
    clerk.promote(username=ada.username)
    for pattern, action in (("casino", "hold"), ("hmm", "flag")):
        clerk.act(name="add_rule", pattern=pattern, action=action, **owner)
    told = [await Socket.open(server, one) for server in deployment.servers for one in (olga, mo, ada)]
    author, other = await Socket.open(deployment.first, bo), await Socket.open(deployment.second, cyn)
    held = [await author.send(room, f"my casino {number}") for number in range(2)]
    assert {one["code"] for one in held} == {"held"}
    assert (await author.send(room, "hmm"))["type"] == "ack"
    for socket in told:
        await socket.hear("waiting", room=room, held=2, reports=1)

    last = deployment.rows("SELECT max(id) FROM rooms_heldmessage")[0][0]
    await asyncio.to_thread(clerk.act, name="refuse_all", upto=last, reason="not here", **owner)
    refused = await author.hear("held", room=room, status="refused", reason="not here")
    assert set(refused["client_ids"]) == {one["client_id"] for one in held}
    for socket in told:
        await socket.hear("waiting", room=room, held=0, reports=1)
    await other.settle()
    assert other.of("waiting", "held") == []
    for socket in (*told, author, other):
        await socket.close()

"""Subscribing: join first, then catch up, then hand over what came meanwhile."""

from rooms.queries.catch_up import Asked, CatchUp
from rooms.realtime.connection import Connection
from rooms.realtime.counters import COUNTERS
from rooms.realtime.hub import Hub
from rooms.realtime.live_room import LiveRoom
from rooms.realtime.subscription import Subscription
from rooms.wire.events import encode

FRAME = 200  # catch-up lines in one frame


async def subscribe(hub: Hub, connection: Connection, slug: str, after: int | None, epoch: str | None) -> int:
    """Answer a `subscribe`; returns the room's id. Raises ActionError (`unknown_room`)."""
    user = connection.identity.user
    live = hub.find(
        slug
    )  # whether this person may read it is judged with the catch-up, before a word is said
    room_id = live.id if live is not None else (await hub.places.ask((user, slug))).room.pk
    room = await hub.enter(room_id, slug)
    known = room.holds(connection)
    subscription = room.join(connection)
    if not known:
        hub.presence.come(room.id, connection.person)
    try:
        found = await hub.catch_ups.ask(Asked(user, slug, after, epoch))
    except BaseException:
        hub.leave(connection, room.id)
        raise
    _hand_over(room, subscription, found, after)
    return room.id


def _hand_over(room: LiveRoom, subscription: Subscription, found: CatchUp, after: int | None) -> None:
    connection = subscription.connection
    COUNTERS.catch_ups[found.answer or "contiguous"] += 1
    if found.answer == "gap":
        connection.say({"type": "gap", "room": room.slug, "after": after, "head": found.version})
    elif found.answer == "reset":
        connection.say({"type": "reset", "room": room.slug})
    for start in range(0, len(found.events), FRAME):
        lines = [
            event.for_reader(connection.form, found.from_seq) for event in found.events[start : start + FRAME]
        ]
        connection.deliver("\n".join(lines))
    connection.deliver(encode(found.frame))
    room.last_seq = max(room.last_seq, found.last_seq)
    room.caught_up(subscription, found.version, found.from_seq)

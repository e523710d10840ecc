"""Waiting for a room to change, without a thread and without a query: a reader of the hub like any socket.

So a long poll learns of a change when sockets do, a lost hint is repaired within two seconds as theirs is,
and whoever is removed from the room or loses their token stops waiting at once.
"""

import asyncio

from accounts.auth import Identity
from rooms.queries.replay import Replay
from rooms.realtime.connection import Connection
from rooms.realtime.hub import hub
from rooms.wire.events import JSON


async def until_changed(identity: Identity, slug: str, known: Replay, seconds: float) -> bool:
    """True once the room may have gone beyond `known.version`, False when nothing came in time."""
    told = asyncio.Event()

    async def send(message: dict[str, object]) -> None:
        told.set()

    connection = Connection(send, JSON, identity)
    hub().connect(connection, [])
    try:
        room = await hub().enter(known.room_id, slug)
        subscription = room.join(connection)
        hub().presence.come(room.id, connection.person)
        room.caught_up(subscription, known.version, known.from_seq)
        async with asyncio.timeout(seconds):
            while room.version is None or room.version <= known.version:
                await told.wait()
                told.clear()
                if connection.closed is not None or not room.holds(connection):
                    break
        return True
    except TimeoutError:
        return False
    finally:
        hub().disconnect(connection)

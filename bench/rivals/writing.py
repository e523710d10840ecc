"""Three ways to store messages, in turns in one process: ours, one `acreate` a message, bare bulk inserts.

`python -m bench.rivals.writing`, in a site's environment: reads {"ours": SLUG, "theirs": SLUG, "people": [ID],
"turns", "seconds"} from its input and writes {"ours": [messages/s], "acreate": […], "bulk": […]}.
"""

import asyncio
import json
import sys
import time
import uuid
from collections.abc import Awaitable, Callable
from itertools import count

import django

django.setup()

from django.db import connections  # noqa: E402
from django.utils.timezone import now  # noqa: E402

from chatapp.database import in_database  # noqa: E402
from rooms.actions.writes import Send  # noqa: E402
from rooms.models import Message, Room  # noqa: E402
from rooms.realtime.hub import hub  # noqa: E402
from rooms.realtime.writer import writer  # noqa: E402

BODY = "Shall we meet at noon to look at the new plans? Bring what you have."
HTML = f"<p>{BODY}</p>"
_numbers = count(1)

type Store = Callable[[int], Awaitable[int]]


async def main() -> None:
    asked = json.load(sys.stdin)
    hub()
    room = await Room.objects.aget(slug=asked["theirs"])
    people = asked["people"]

    async def ours(author: int) -> int:
        await writer().submit(Send(asked["ours"], author, uuid.uuid4(), BODY))
        return 1

    async def acreate(author: int) -> int:
        await Message.objects.acreate(**_fields(room.pk, author))
        return 1

    async def bulk(author: int) -> int:
        rows = [Message(**_fields(room.pk, one)) for one in people]
        await in_database(Message.objects.bulk_create, rows)
        return len(rows)

    ways: dict[str, tuple[Store, list[int]]] = {
        "ours": (ours, people),
        "acreate": (acreate, people),
        "bulk": (bulk, people[:1]),
    }
    found: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(asked["turns"]):
        for name, (store, authors) in ways.items():
            found[name].append(await _rate(store, authors, asked["seconds"]))
    print(json.dumps(found))
    await hub().stop()
    connections["default"].close_pool()  # type: ignore[attr-defined]


def _fields(room: int, author: int) -> dict[str, object]:
    number = next(_numbers)
    numbers = {"seq": number, "version": number, "born": number}
    return {
        **numbers,
        "room_id": room,
        "author_id": author,
        "client_id": uuid.uuid4(),
        "body": BODY,
        "html": HTML,
        "created_at": now(),
    }


async def _rate(store: Store, authors: list[int], seconds: float) -> float:
    """Messages a second, with one task an author, each storing its next when its last is stored."""
    started = time.perf_counter()

    async def keep_on(author: int) -> int:
        stored = 0
        while time.perf_counter() < started + seconds:
            stored += await store(author)
        return stored

    stored = sum(await asyncio.gather(*(keep_on(author) for author in authors)))
    return stored / (time.perf_counter() - started)


if __name__ == "__main__":
    asyncio.run(main())

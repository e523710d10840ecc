"""What a bulk deletion would touch, before it touches it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from accounts.models import User
from rooms.actions.moderation.office import office
from rooms.actions.moderation.removals import Selection
from rooms.actions.moderation.sweeping import swept
from rooms.models import Message, Room

SAMPLE = 8


@dataclass(slots=True)
class Preview:
    """`sample` is the oldest and the newest of them, at most eight, in the room's order; `authors`, how many wrote."""

    count: int
    authors: int
    sample: list[Message]

    @property
    def more(self) -> int:
        return self.count - len(self.sample)


def preview(*, user: User, slug: str, **chosen: Any) -> Preview:
    """The messages that `delete_many` with the same arguments would delete now. Four queries."""
    access = office(user, slug, "delete")
    rows = Selection(**chosen).rows(access)
    found = rows.filter(seq__gte=access.from_seq).select_related(
        "author"
    )  # a text that they may not read is none
    first = list(found.order_by("seq")[: SAMPLE // 2])
    last = [row for row in found.order_by("-seq")[: SAMPLE // 2] if row not in first]
    authors = rows.order_by().values("author").distinct().count()
    return Preview(rows.count(), authors, first + last[::-1])


def preview_site(*, user: User, accounts_since: datetime) -> list[tuple[Room, int]]:
    """What `sweep` would delete now: each room with the number of messages, where there are any."""
    return [(access.room, rows.count()) for access, rows in swept(user, accounts_since)]

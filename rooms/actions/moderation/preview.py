"""What a bulk deletion would touch, before it touches it."""

from dataclasses import dataclass
from datetime import datetime

from accounts.models import User
from rooms.actions.moderation.office import office
from rooms.actions.moderation.removals import doomed
from rooms.models import Message

SAMPLE = 8


@dataclass(slots=True)
class Preview:
    """`sample` is the oldest and the newest of them, at most eight, in the room's order."""

    count: int
    sample: list[Message]

    @property
    def more(self) -> int:
        return self.count - len(self.sample)


def preview(
    *,
    user: User,
    slug: str,
    seqs: list[int] | None = None,
    author: str | None = None,
    since: datetime | None = None,
) -> Preview:
    """The messages that `delete_many` with the same arguments would delete now. Three queries."""
    access = office(user, slug, "delete")
    rows = doomed(access, seqs=seqs, author=author, since=since)
    found = rows.select_related("author")
    first = list(found.order_by("seq")[: SAMPLE // 2])
    last = [row for row in found.order_by("-seq")[: SAMPLE // 2] if row not in first]
    return Preview(rows.count(), first + last[::-1])

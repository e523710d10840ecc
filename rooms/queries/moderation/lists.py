"""Held messages, word rules and past deletions of a room."""

from dataclasses import dataclass

from django.db.models import Count, Max

from accounts.models import User
from rooms.access import Access
from rooms.models import HeldMessage, Removal, WordRule
from rooms.models.word_rule import HeldStatus


@dataclass(slots=True)
class Held:
    """What waits, the oldest first, at most 100 of `total`; who wrote it, with how much, the most first.

    `upto` is the newest there is: what comes later is not refused with it.
    """

    messages: list[HeldMessage]
    total: int
    authors: list[tuple[User, int]]
    upto: int


def held(access: Access) -> Held:
    """Four queries."""
    rows = HeldMessage.objects.filter(room=access.room, status=HeldStatus.WAITING)
    counted = rows.aggregate(total=Count("pk"), upto=Max("pk"))
    by = rows.order_by().values("author").annotate(count=Count("pk")).filter(count__gt=1)
    counts = {one["author"]: one["count"] for one in by.order_by("-count")[:20]}
    people = User.objects.in_bulk(counts)
    return Held(
        list(rows.select_related("author").order_by("pk")[:100]),
        counted["total"],
        [(people[pk], count) for pk, count in counts.items()],
        counted["upto"] or 0,
    )


def rules(access: Access) -> list[WordRule]:
    return list(WordRule.objects.filter(room=access.room).select_related("created_by").order_by("pattern"))


def deletions(access: Access) -> list[Removal]:
    """The last fifty, the newest first."""
    return list(Removal.objects.filter(room=access.room).select_related("by").order_by("-pk")[:50])

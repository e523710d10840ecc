"""Held messages, word rules and past deletions of a room."""

from rooms.access import Access
from rooms.models import HeldMessage, Removal, WordRule
from rooms.models.word_rule import HeldStatus


def held(access: Access) -> list[HeldMessage]:
    """What waits, the oldest first, at most 100."""
    rows = HeldMessage.objects.filter(room=access.room, status=HeldStatus.WAITING)
    return list(rows.select_related("author").order_by("pk")[:100])


def rules(access: Access) -> list[WordRule]:
    return list(WordRule.objects.filter(room=access.room).select_related("created_by").order_by("pattern"))


def deletions(access: Access) -> list[Removal]:
    """The last fifty, the newest first."""
    return list(Removal.objects.filter(room=access.room).select_related("by").order_by("-pk")[:50])

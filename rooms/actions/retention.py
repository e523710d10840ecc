"""How long messages are kept. What is removed is only ever the beginning of a room's log (R5).

`first_seq` says where the log begins now. `floor_version` is the last version that any removed row had: who has
seen less must begin anew (`reset`), who has seen as much or more missed nothing that they could still be told.
"""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Count, F, Max, Min, QuerySet
from django.utils.timezone import now

from accounts.models import User
from accounts.operator import operator
from rooms.actions.admission import lock
from rooms.actions.moderation.record import record
from rooms.errors import unknown_room
from rooms.models import AuditEntry, Membership, Message, Removal, RemovedMessage, Room, Tally
from rooms.wire.shapes import timestamp

LONGEST = 36_500  # days
BATCH = 2000  # messages removed in one transaction: the room's writers wait for no more than that


@transaction.atomic
def set_retention(*, user: User, slug: str, days: int | None) -> AuditEntry | None:
    """`days` 0 is for ever, None as the site says. None when it already was so.

    For the operator's commands: nobody's rank in the room is asked. Raises `unknown_room`, or ValueError for the days.
    """
    if days is not None and not 0 <= days <= LONGEST:
        raise ValueError(f"Messages are kept for 1 to {LONGEST} days, or 0: for ever.")
    room = Room.objects.select_for_update().filter(slug=slug).first()
    if room is None:
        raise unknown_room()
    before, room.retention_days = room.retention_days, days
    if before == days:
        return None
    room.save(update_fields=["retention_days"])
    return record("retention", actor=user, room=room, before={"days": before}, after={"days": days})


def kept_days(room: Room) -> int:
    """For how many days this room's messages are kept, 0 for ever."""
    return int(settings.RETENTION_DAYS if room.retention_days is None else room.retention_days)


def remove_expired() -> int:
    """Remove what every room's rule says; how many messages. Safe to run again, and beside the site."""
    rooms = Room.objects.exclude(last_seq__lt=F("first_seq")).order_by("pk")
    if not settings.RETENTION_DAYS:
        rooms = rooms.filter(retention_days__gt=0)
    return sum(
        remove_before(room, now() - timedelta(days=kept_days(room))) for room in rooms if kept_days(room)
    )


def expired(room: Room, before: datetime) -> int:
    """How many messages `remove_before` would remove. Times rise with seq, so they are one prefix."""
    rows = Message.objects.filter(room=room)
    first = rows.filter(created_at__gte=before).aggregate(first=Min("seq"))["first"]
    return (room.last_seq + 1 if first is None else first) - room.first_seq


def remove_before(room: Room, before: datetime) -> int:
    """Remove the messages of the room's beginning that are older; how many. One entry in the record."""
    removed = 0
    while number := _remove_some(room, before, said=bool(removed)):
        removed += number
    return removed


@transaction.atomic
def _remove_some(given: Room, before: datetime, *, said: bool) -> int:
    room = lock(given)
    until = min(room.first_seq + BATCH, room.last_seq + 1)
    window = Message.objects.filter(room=room, seq__gte=room.first_seq, seq__lt=until)
    kept = window.filter(created_at__gte=before).aggregate(first=Min("seq"))["first"]
    until = until if kept is None else kept
    number = until - room.first_seq
    if number:
        if not said:
            after = {"before": timestamp(before), "from": room.first_seq}
            record("retention_applied", actor=operator(), room=room, after=after)
        _remove(room, window.filter(seq__lt=until), until)
    return number


def _remove(room: Room, rows: QuerySet[Message], until: int) -> None:
    for author, number in _counted(rows, "author"):
        Tally.objects.filter(room=room, author=author).update(messages=F("messages") - number)
    Tally.objects.filter(room=room, messages__lte=0).delete()
    for removal, number in _counted(RemovedMessage.objects.filter(message__in=rows.values("pk")), "removal"):
        Removal.objects.filter(pk=removal).update(count=F("count") - number)  # as many as can be put back
    newest = rows.aggregate(version=Max("version"))["version"]
    room.floor_version, room.first_seq = max(room.floor_version, newest), until
    room.save(update_fields=["floor_version", "first_seq"])
    rows.delete()
    # Unread is counted from here on: what is gone cannot be read any more.
    Membership.objects.filter(room=room, last_read__lt=until - 1).update(last_read=until - 1)


def _counted(rows: QuerySet[Any], column: str) -> list[tuple[int, int]]:
    return list(rows.order_by().values_list(column).annotate(number=Count("pk")))

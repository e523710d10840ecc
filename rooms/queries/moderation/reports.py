"""The queue of reports: of one room, or of every public room for the site's administrators."""

from dataclasses import dataclass

from django.db.models import QuerySet

from rooms.models import Report, Room
from rooms.models.room import Kind
from rooms.queries.moderation.desk import WAITING

MOST = 100


@dataclass(slots=True)
class Queue:
    """`closed` are the last that were dealt with."""

    open: list[Report]
    closed: list[Report]


def queue(room: Room | None) -> Queue:
    """The oldest open report first: who waits longest is looked at first. Two queries."""
    rows = _rows(room)
    return Queue(
        list(rows.filter(status__in=WAITING).order_by("pk")[:MOST]),
        list(rows.exclude(status__in=WAITING).order_by("-resolved_at")[:20]),
    )


def _rows(room: Room | None) -> QuerySet[Report]:
    rows = Report.objects.select_related("message__author", "reporter", "claimed_by", "room")
    return rows.filter(room=room) if room else rows.filter(room__kind=Kind.PUBLIC)

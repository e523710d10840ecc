"""The queue of reports: of one room, or of every public room for the site's administrators."""

from dataclasses import dataclass

from django.db.models import QuerySet

from rooms.models import Report, Room
from rooms.models.room import Kind
from rooms.queries.moderation.desk import WAITING
from rooms.wire.shapes import Shape, timestamp

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


def page(room: Room, status: str | None, before: int | None, limit: int) -> list[Report]:
    """The newest first, for programs."""
    rows = _rows(room).filter(status=status) if status else _rows(room)
    return list((rows.filter(pk__lt=before) if before else rows).order_by("-pk")[:limit])


def report_shape(report: Report) -> Shape:
    """A report as the API has it."""
    return {
        "id": report.pk,
        "seq": report.message.seq,
        "author": report.message.author.username,
        "body": report.body,
        "reporter": report.reporter.username,
        "reason": report.reason,
        "status": report.status,
        "claimed_by": report.claimed_by.username if report.claimed_by else None,
        "resolution": report.resolution,
        "created_at": timestamp(report.created_at),
        "resolved_at": timestamp(report.resolved_at),
    }


def _rows(room: Room | None) -> QuerySet[Report]:
    rows = Report.objects.select_related("message__author", "reporter", "claimed_by", "room")
    return rows.filter(room=room) if room else rows.filter(room__kind=Kind.PUBLIC)

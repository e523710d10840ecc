"""The queue of reports: of one room, or of every public room for the site's administrators."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Min, QuerySet

from accounts.models import User
from rooms.models import Membership, Report, Room
from rooms.models.membership import Role
from rooms.models.report import WAITING
from rooms.models.room import Kind
from rooms.wire.shapes import Shape, timestamp

MOST = 100


@dataclass(slots=True)
class Case:
    """One reported message: the first report about it, and what others said."""

    report: Report
    others: list[Report]


@dataclass(slots=True)
class Queue:
    """`closed` are the last that were dealt with."""

    open: list[Case]
    closed: list[Report]


def queue(room: Room | None) -> Queue:
    """The longest reported message first: who waits longest is looked at first. Three queries."""
    rows = _rows(room)
    waiting = rows.filter(status__in=WAITING)
    longest = waiting.order_by().values("message").annotate(first=Min("pk")).order_by("first")[:MOST]
    return Queue(
        _cases(waiting.filter(message__in=[one["message"] for one in longest]).order_by("pk")),
        list(rows.exclude(status__in=WAITING).order_by("-resolved_at")[:20]),
    )


def _cases(reports: Iterable[Report]) -> list[Case]:
    """Thirty people who report one message are one case."""
    found: dict[int, Case] = {}
    for report in reports:
        if report.message_id in found:
            found[report.message_id].others.append(report)
        else:
            found[report.message_id] = Case(report, [])
    return list(found.values())


def others_decide(room: Room, user: User) -> bool:
    """Whether there is somebody else in office, so that nobody decides about what they wrote themselves."""
    office = Membership.objects.filter(room=room, left_at=None, user__is_bot=False).exclude(role=Role.MEMBER)
    return office.exclude(user=user).exists()


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

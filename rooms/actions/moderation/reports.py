"""Reporting a message, and working through the queue."""

from django.db import transaction
from django.utils.timezone import now

from accounts.models import User
from rooms.access import enter, enter_as_member
from rooms.actions.moderation.office import office
from rooms.actions.moderation.record import check_reason, record
from rooms.errors import ActionError
from rooms.models import AuditEntry, Report
from rooms.models.report import ReportStatus


@transaction.atomic
def report(*, user: User, slug: str, seq: int, reason: str) -> Report:
    """Report a message one can see; its text is kept as it is now. Raises `already_reported` and others."""
    access = enter_as_member(user, slug)
    message = access.message(seq)
    if message.deleted_at:
        raise ActionError("unknown_message", "There is no such message.", 404)
    if message.author_id == user.pk:
        raise ActionError("yourself", "You cannot report yourself; delete the message instead.", 409)
    made, fresh = Report.objects.get_or_create(
        message=message,
        reporter=user,
        defaults={"room": access.room, "reason": check_reason(reason), "body": message.body},
    )
    if not fresh:
        raise ActionError("already_reported", "You have reported this message already.", 409)
    return made


@transaction.atomic
def handle(
    *, user: User, slug: str, report_id: int, status: str, resolution: str = ""
) -> tuple[Report, AuditEntry]:
    """Claim, act on or dismiss a report. Raises `unknown_report`, `invalid_status` or `already_resolved`."""
    room = office(user, slug, "reports").room
    if status not in (ReportStatus.CLAIMED, ReportStatus.ACTED, ReportStatus.DISMISSED):
        raise ActionError("invalid_status", "A report is claimed, acted or dismissed.")
    found = Report.objects.select_for_update().filter(pk=report_id, room=room).first()
    if found is None:
        raise ActionError("unknown_report", "There is no such report.", 404)
    before = found.status
    if before in (ReportStatus.ACTED, ReportStatus.DISMISSED):
        raise ActionError("already_resolved", "Somebody has dealt with this report already.", 409)
    _settle(found, user, status, resolution)
    entry = record(
        "report",
        actor=user,
        room=room,
        target=found.message.author,
        seq=found.message.seq,
        reason=found.resolution,
        before={"status": before},
        after={"status": status, "report": found.pk},
    )
    return found, entry


def _settle(found: Report, user: User, status: str, resolution: str) -> None:
    found.status = status
    found.claimed_by = user
    if status != ReportStatus.CLAIMED:
        found.resolution = " ".join(resolution.split())[:300]
        found.resolved_at = now()
    found.save()


def mine(user: User, slug: str) -> list[Report]:
    """What became of one's own reports in a room: the reporter is told on the members' page."""
    room = enter(user, slug).room
    return list(
        Report.objects.filter(room=room, reporter=user).select_related("message").order_by("-pk")[:50]
    )

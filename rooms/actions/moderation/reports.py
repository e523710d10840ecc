"""Reporting a message, and working through the queue."""

from django.db import transaction
from django.utils.timezone import now

from accounts.models import User
from rooms.access import enter, enter_as_member
from rooms.actions.moderation.office import office
from rooms.actions.moderation.record import check_reason, record
from rooms.actions.moderation.telling import tell_office, tell_reporters
from rooms.errors import ActionError
from rooms.models import AuditEntry, Report
from rooms.models.report import WAITING, ReportStatus
from rooms.queries.moderation.reports import others_decide

MOST_WAITING = 20  # of one person in one room
WAIT = 60  # seconds


@transaction.atomic
def report(*, user: User, slug: str, seq: int, reason: str) -> Report:
    """Report a message one can see; its text is kept as it is now. Raises `already_reported` and others."""
    access = enter_as_member(user, slug)
    message = access.message(seq)
    if message.deleted_at:
        raise ActionError("unknown_message", "There is no such message.", 404)
    if message.author_id == user.pk:
        raise ActionError("yourself", "You cannot report yourself; delete the message instead.", 409)
    mine = Report.objects.filter(room=access.room, reporter=user, status__in=WAITING)
    if mine.exclude(message=message).count() >= MOST_WAITING:  # nobody buries the moderators' queue
        raise ActionError(
            "rate_limited", "Enough of your reports wait for a moderator.", 429, retry_after=WAIT
        )
    made, fresh = Report.objects.get_or_create(
        message=message,
        reporter=user,
        defaults={"room": access.room, "reason": check_reason(reason), "body": message.body},
    )
    if not fresh:
        raise ActionError("already_reported", "You have reported this message already.", 409)
    tell_office(access.room)
    return made


@transaction.atomic
def handle(
    *, user: User, slug: str, report_id: int, status: str, resolution: str = ""
) -> tuple[Report, AuditEntry]:
    """Claim, act on or dismiss a report, and with it all that others made about the same message.

    Raises `unknown_report`, `invalid_status`, `already_resolved`, or `yourself`: about what one wrote somebody
    else decides, where there is anybody.
    """
    room = office(user, slug, "reports").room
    if status not in (ReportStatus.CLAIMED, ReportStatus.ACTED, ReportStatus.DISMISSED):
        raise ActionError("invalid_status", "A report is claimed, acted or dismissed.")
    message = Report.objects.filter(pk=report_id, room=room).values("message")
    about = list(Report.objects.select_for_update().filter(message__in=message, room=room).order_by("pk"))
    found = next((one for one in about if one.pk == report_id), None)
    if found is None:
        raise ActionError("unknown_report", "There is no such report.", 404)
    before = found.status
    if before not in WAITING:
        raise ActionError("already_resolved", "Somebody has dealt with this report already.", 409)
    if found.message.author_id == user.pk and others_decide(room, user):
        raise ActionError("yourself", "Somebody else looks at what is said about you.", 409)
    settled = [one for one in about if one.status in WAITING]
    for one in settled:
        _settle(one, user, status, resolution)
    tell_reporters(room, settled)
    tell_office(room)
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

"""Acting on a report in one step: the deed and the report's end, together or not at all."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from rooms.actions.moderation.office import office
from rooms.actions.moderation.removals import delete_many
from rooms.actions.moderation.reports import handle
from rooms.actions.moderation.sanctions import ban, mute
from rooms.errors import ActionError
from rooms.models import Report
from rooms.models.report import ReportStatus

DEEDS = ("delete", "mute", "ban")
UNSAID = "For something written here"  # not the report's own words: its author shall not learn who wrote it


@transaction.atomic
def act_on(
    *, user: User, slug: str, report_id: int, deed: str, reason: str, until: datetime | None = None
) -> Report:
    """Delete the reported message, or mute or ban its author, and close the report as acted on.

    Raises `unknown_report`, `invalid_deed`, and what the deed itself raises; then the report stays open.
    """
    room = office(user, slug, "reports").room
    report = Report.objects.filter(pk=report_id, room=room).select_related("message__author").first()
    if report is None:
        raise ActionError("unknown_report", "There is no such report.", 404)
    reason = reason.strip() or UNSAID
    username = report.message.author.username
    match deed:
        case "delete":
            if report.message.deleted_at is None:
                delete_many(user=user, slug=slug, seqs=[report.message.seq], reason=reason)
        case "mute":
            mute(user=user, slug=slug, username=username, reason=reason, until=until)
        case "ban":
            ban(user=user, slug=slug, username=username, reason=reason, until=until)
        case _:
            raise ActionError("invalid_deed", "Delete the message, or mute or ban its author.")
    said = {
        "delete": "The message was deleted.",
        "mute": "Its author was muted.",
        "ban": "Its author was banned.",
    }
    return handle(
        user=user, slug=slug, report_id=report_id, status=ReportStatus.ACTED, resolution=said[deed]
    )[0]

"""A member says that a message should not be there."""

from django.conf import settings
from django.db import models
from django.utils.timezone import now

from rooms.models.message import Message
from rooms.models.room import Room


class ReportStatus(models.TextChoices):
    OPEN = "open"
    CLAIMED = "claimed"
    ACTED = "acted"
    DISMISSED = "dismissed"


BY_RULE = (
    "Word rule: "  # begins the reason of a report that a word rule made, in the name of who made the rule
)
WAITING = (ReportStatus.OPEN, ReportStatus.CLAIMED)


class Report(models.Model):
    """`body` is the message as it was when reported, whatever its author makes of it later."""

    room = models.ForeignKey(Room, models.CASCADE, related_name="reports")
    message = models.ForeignKey(Message, models.CASCADE, related_name="reports")
    reporter = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="reports")
    reason = models.CharField(max_length=300)
    body = models.TextField()
    status = models.CharField(max_length=9, choices=ReportStatus, default=ReportStatus.OPEN)
    claimed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True)
    resolution = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(default=now)
    resolved_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["message", "reporter"], name="one_report_each")]
        indexes = [models.Index(fields=["room", "status", "-id"], name="report_queue")]

    @property
    def rule(self) -> str:
        """The pattern of the word rule that noticed the message, or ""."""
        return self.reason.removeprefix(BY_RULE) if self.reason.startswith(BY_RULE) else ""

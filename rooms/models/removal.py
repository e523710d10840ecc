"""Messages taken away by moderators: what they said is kept apart, so that it can be put back."""

from django.conf import settings
from django.db import models
from django.utils.timezone import now

from rooms.models.message import Message
from rooms.models.room import Room


class Removal(models.Model):
    """One act of deleting: a selection, or everything by a person since a time."""

    room = models.ForeignKey(Room, models.CASCADE, related_name="removals")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    reason = models.CharField(max_length=300)
    count = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(default=now)
    undone_at = models.DateTimeField(null=True)


class RemovedMessage(models.Model):
    """What one message said. `mentions` are the ids of the people it named."""

    removal = models.ForeignKey(Removal, models.CASCADE, related_name="messages")
    message = models.ForeignKey(Message, models.CASCADE, related_name="+")
    body = models.TextField()
    html = models.TextField()
    reactions = models.JSONField(default=list)
    mentions = models.JSONField(default=list, db_default=[])
    pinned_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["removal", "message"], name="removed_once")]

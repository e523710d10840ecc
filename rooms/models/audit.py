"""The record of privileged acts: appended to in the act's own transaction, never changed (S10)."""

from django.conf import settings
from django.db import models
from django.utils.timezone import now

from rooms.models.room import Room


class AuditEntry(models.Model):
    """Who did what to whom, why, until when, before and after. `room` None is the whole site.

    The database itself refuses changes and deletions (a trigger in the migration). `undoes` is the entry
    that this one takes back.
    """

    room = models.ForeignKey(Room, models.PROTECT, related_name="audit", null=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="acts")
    action = models.CharField(max_length=32)
    target = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True)
    seq = models.BigIntegerField(null=True)
    reason = models.CharField(max_length=300, blank=True)
    until = models.DateTimeField(null=True)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    undoes = models.OneToOneField("self", models.PROTECT, related_name="undone_by", null=True)
    created_at = models.DateTimeField(default=now)

    class Meta:
        indexes = [models.Index(fields=["room", "-id"], name="audit_of_room")]

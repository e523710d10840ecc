"""One entry of a room's log."""

from django.conf import settings
from django.db import models

from rooms.models.room import NAME_LENGTH, Room

BODY_LENGTH = 10_000


class MessageKind(models.TextChoices):
    TEXT = "text"
    SYSTEM = "system"


class Message(models.Model):
    """A message: `seq` never changes, `version` is that of its last change, `born` that of its creation.

    A deleted message stays as a tombstone with an empty body. `reactions` is the summary readers are
    shown, `[{"emoji", "count", "users": [username, at most 20]}]`, kept by the writer. `via` is the name that
    the sender of a webhook gave for this message, shown in place of its author's.
    """

    room = models.ForeignKey(Room, models.CASCADE, related_name="messages", db_index=False)
    seq = models.BigIntegerField()
    version = models.BigIntegerField()
    born = models.BigIntegerField()
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="messages", db_index=False
    )
    client_id = models.UUIDField()
    kind = models.CharField(max_length=6, choices=MessageKind, default=MessageKind.TEXT)
    via = models.CharField(max_length=NAME_LENGTH, blank=True, default="", db_default="")
    body = models.TextField(blank=True)
    html = models.TextField(blank=True)
    reply_to = models.BigIntegerField(null=True)
    reactions = models.JSONField(default=list)
    created_at = models.DateTimeField()
    edited_at = models.DateTimeField(null=True)
    deleted_at = models.DateTimeField(null=True)
    pinned_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["room", "seq"], name="message_seq"),
            models.UniqueConstraint(fields=["room", "version"], name="message_version"),
            models.UniqueConstraint(fields=["author", "client_id"], name="message_once"),
        ]

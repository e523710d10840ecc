"""Words that a room does not want, and messages held back until a moderator has looked."""

from django.conf import settings
from django.db import models
from django.utils.timezone import now

from rooms.models.room import Room


class RuleAction(models.TextChoices):
    BLOCK = "block"
    HOLD = "hold"
    FLAG = "flag"


class WordRule(models.Model):
    """`pattern` is words with `*` for any letters, compared without regard to case."""

    room = models.ForeignKey(Room, models.CASCADE, related_name="word_rules")
    pattern = models.CharField(max_length=100)
    action = models.CharField(max_length=5, choices=RuleAction)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["room", "pattern"], name="one_rule_a_pattern")]


class HeldStatus(models.TextChoices):
    WAITING = "waiting"
    APPROVED = "approved"
    REFUSED = "refused"


class HeldMessage(models.Model):
    """A message that has no number yet. Approved, it is sent as its author under the same client_id."""

    room = models.ForeignKey(Room, models.CASCADE, related_name="held")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="held")
    client_id = models.UUIDField()
    body = models.TextField()
    reply_to = models.BigIntegerField(null=True)
    why = models.CharField(max_length=120)
    status = models.CharField(max_length=8, choices=HeldStatus, default=HeldStatus.WAITING)
    created_at = models.DateTimeField(default=now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["author", "client_id"], name="held_once")]
        indexes = [models.Index(fields=["room", "status", "id"], name="held_queue")]

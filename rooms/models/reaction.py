"""An emoji somebody put under a message."""

from django.conf import settings
from django.db import models

from rooms.models.message import Message


class Reaction(models.Model):
    message = models.ForeignKey(Message, models.CASCADE, related_name="reaction_set", db_index=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="reactions")
    emoji = models.CharField(max_length=64)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["message", "user", "emoji"], name="one_reaction")]

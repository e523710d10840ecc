"""How much somebody wrote in a room, kept by the writer so that listings never count messages."""

from django.conf import settings
from django.db import models

from rooms.models.room import Room


class Tally(models.Model):
    room = models.ForeignKey(Room, models.CASCADE, related_name="tallies")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="tallies")
    messages = models.BigIntegerField(default=0)
    last_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["room", "author"], name="one_tally")]

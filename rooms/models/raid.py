"""The raid switch: one click, and it ends by itself."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils.timezone import now

from rooms.models.room import Room


class Raids(models.QuerySet["Raid"]):
    def active(self) -> "Raids":
        return self.filter(ends_at__gt=now(), ended_at=None)


class Raid(models.Model):
    """While it lasts: slow mode, messages of accounts made after `newcomers_since` held, invitations frozen.

    `room` None is the whole site.
    """

    room = models.ForeignKey(Room, models.CASCADE, related_name="raids", null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    slow_mode = models.PositiveIntegerField(default=30)  # seconds
    newcomers_since = models.DateTimeField()
    created_at = models.DateTimeField(default=now)
    ends_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    objects = Raids.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                Coalesce("room", 0), condition=Q(ended_at=None), name="one_raid_at_a_time"
            )
        ]

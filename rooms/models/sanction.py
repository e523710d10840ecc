"""Mutes and bans: rows of their own, so that leaving and coming back is no way around them."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.timezone import now

from rooms.models.room import Room


class SanctionKind(models.TextChoices):
    MUTE = "mute"
    BAN = "ban"


class Sanctions(models.QuerySet["Sanction"]):
    def active(self) -> "Sanctions":
        """Neither lifted nor expired: they end by themselves."""
        return self.filter(Q(until=None) | Q(until__gt=now()), lifted_at=None)


class Sanction(models.Model):
    """`until` None is for good. A room has at most one that is not lifted, of each kind, for a person."""

    room = models.ForeignKey(Room, models.CASCADE, related_name="sanctions")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="sanctions")
    kind = models.CharField(max_length=4, choices=SanctionKind)
    reason = models.CharField(max_length=300)
    until = models.DateTimeField(null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=now)
    lifted_at = models.DateTimeField(null=True)

    objects = Sanctions.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["room", "user", "kind"], condition=Q(lifted_at=None), name="one_sanction_of_a_kind"
            )
        ]

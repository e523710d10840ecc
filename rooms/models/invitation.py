"""A link that lets its holder join a room."""

from django.conf import settings
from django.db import models

from rooms.models.room import Room


class RoomInvitation(models.Model):
    """`digest` is the SHA-256 of the token in the link; the token itself is shown once and not kept."""

    room = models.ForeignKey(Room, models.CASCADE, related_name="invitations")
    digest = models.CharField(max_length=64, unique=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    max_uses = models.PositiveIntegerField(null=True)
    uses = models.PositiveIntegerField(default=0)
    revoked_at = models.DateTimeField(null=True)

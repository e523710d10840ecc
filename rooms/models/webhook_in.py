"""A secret address through which programs write in a room."""

from django.conf import settings
from django.db import models

from rooms.models.room import Room


class IncomingWebhook(models.Model):
    """`digest` is the SHA-256 of the token in the address; of the token itself only its beginning is kept.

    `bot` is the person who writes: each webhook has its own, so that moderators can mute or remove one alone.
    """

    room = models.ForeignKey(Room, models.CASCADE, related_name="incoming_webhooks")
    bot = models.OneToOneField(settings.AUTH_USER_MODEL, models.PROTECT, related_name="webhook")
    digest = models.CharField(max_length=64, unique=True)
    prefix = models.CharField(max_length=8)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    last_used_at = models.DateTimeField(null=True)  # to the minute
    revoked_at = models.DateTimeField(null=True)

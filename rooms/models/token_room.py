"""The rooms that a token was made for."""

from django.db import models

from accounts.models import ApiToken
from rooms.models.room import Room


class TokenRoom(models.Model):
    """One of the chosen rooms of a token whose `limited` is set; no row opens a room to any other token."""

    token = models.ForeignKey(ApiToken, models.CASCADE, related_name="chosen_rooms")
    room = models.ForeignKey(Room, models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["token", "room"], name="token_room_once")]

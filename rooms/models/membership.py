"""Who is, or was, in a room."""

from django.conf import settings
from django.db import models

from rooms.models.room import Room


class Role(models.TextChoices):
    OWNER = "owner"
    MODERATOR = "moderator"
    MEMBER = "member"


class Notify(models.TextChoices):
    ALL = "all"
    MENTIONS = "mentions"
    NOTHING = "nothing"


class Membership(models.Model):
    """A person's place in a room. The row outlives the membership (`left_at`), for catch-up by version.

    `from_seq` is the first message this reader may see; `last_read` and `last_mention` are seqs.
    """

    room = models.ForeignKey(Room, models.CASCADE, related_name="memberships")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=9, choices=Role, default=Role.MEMBER)
    version = models.BigIntegerField()
    from_seq = models.BigIntegerField(default=1)
    last_read = models.BigIntegerField(default=0)
    last_mention = models.BigIntegerField(default=0)
    notify = models.CharField(max_length=8, choices=Notify, default=Notify.ALL)
    put_away = models.BigIntegerField(null=True)  # a direct conversation put away: the last seq it had then
    muted_until = models.DateTimeField(null=True)  # kept with the Sanction; the far future is for good
    joined_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["room", "user"], name="one_membership")]
        indexes = [
            models.Index(fields=["room", "version"], name="membership_changes"),
            models.Index(fields=["user"], condition=models.Q(left_at=None), name="membership_current"),
        ]

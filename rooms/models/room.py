"""A room and the head of its log."""

from django.conf import settings
from django.db import models

NAME_LENGTH = 80
TOPIC_LENGTH = 250


class Kind(models.TextChoices):
    PUBLIC = "public"
    PRIVATE = "private"
    DIRECT = "direct"


class InvitePolicy(models.TextChoices):
    MEMBERS = "members"
    MODERATORS = "moderators"


class Room(models.Model):
    """A numbered log of messages and the people who may read and write it.

    `last_seq` numbers messages, `version` every change; both are taken only with this row locked, so
    number order is commit order. `first_seq` and `floor_version` rise when retention removes a prefix.
    `settings_version` is the version of the last change of the room's own settings. `raid_slow_mode` and
    `raid_until` are what readers are told of the raid switch; what it does is looked up in `Raid`.
    """

    slug = models.SlugField(max_length=90, unique=True)
    name = models.CharField(max_length=NAME_LENGTH)
    topic = models.CharField(max_length=TOPIC_LENGTH, blank=True)
    kind = models.CharField(max_length=8, choices=Kind, default=Kind.PUBLIC)
    direct_key = models.CharField(max_length=64, unique=True, null=True, editable=False)  # noqa: DJ001 (unique)
    last_seq = models.BigIntegerField(default=0)
    version = models.BigIntegerField(default=0)
    settings_version = models.BigIntegerField(default=0)
    first_seq = models.BigIntegerField(default=1)
    floor_version = models.BigIntegerField(default=0)
    last_at = models.DateTimeField(null=True)
    members = models.PositiveIntegerField(default=0)
    slow_mode = models.PositiveIntegerField(default=0, help_text="Seconds between one person's messages.")
    locked = models.BooleanField(default=False, help_text="Only moderators may write.")
    history_visible = models.BooleanField(default=True, help_text="Newcomers may read what came before them.")
    has_rules = models.BooleanField(default=False, help_text="There are word rules to look at.")
    outgoing = models.CharField(
        max_length=100,
        blank=True,
        default="",
        db_default="",
        help_text="Events that some webhook is told of.",
    )
    invite_policy = models.CharField(
        max_length=10, choices=InvitePolicy, default=InvitePolicy.MEMBERS, help_text="Who may invite."
    )
    archived_at = models.DateTimeField(null=True, blank=True)
    retention_days = models.PositiveIntegerField(null=True, help_text="0 is for ever; null as the site says.")
    raid_slow_mode = models.PositiveIntegerField(
        default=0, db_default=0, help_text="Seconds, while raid mode is on."
    )
    raid_until = models.DateTimeField(null=True, help_text="When raid mode, the site's included, ends.")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~models.Q(name=""), name="room_has_name"),
            models.CheckConstraint(
                condition=models.Q(last_seq__gte=0, version__gte=models.F("last_seq")), name="room_numbers"
            ),
            models.CheckConstraint(
                condition=models.Q(kind="direct", direct_key__isnull=False)
                | (~models.Q(kind="direct") & models.Q(direct_key__isnull=True)),
                name="room_direct_key",
            ),
        ]
        indexes = [models.Index(fields=["kind", "-last_at"], name="room_listing")]

    def __str__(self) -> str:
        return self.slug

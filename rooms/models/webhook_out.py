"""What leaves a room: who is told of its events, what they have still to be told, and how telling them went."""

from django.conf import settings
from django.db import models
from django.utils.timezone import now

from rooms.models.room import Room


class WebhookEvent(models.TextChoices):
    CREATED = "message.created"
    UPDATED = "message.updated"
    DELETED = "message.deleted"
    MENTION = "mention"
    MODERATION = "moderation"


class WebhookSubscription(models.Model):
    """An address that is told of a room's events, one after the other.

    `cursor` is the last OutgoingEvent that it has been told, or had no interest in. While the address fails,
    `attempts` counts the tries of the event behind it, `failing_since` is the first of them and `due_at` the
    next. `lease` is the worker that is busy with it, until `leased_until` at the longest.
    """

    room = models.ForeignKey(Room, models.CASCADE, related_name="webhook_subscriptions")
    url = models.CharField(max_length=2000)
    secret = models.CharField(max_length=64)
    events = models.JSONField(default=list)
    cursor = models.BigIntegerField(default=0)
    attempts = models.PositiveIntegerField(default=0)
    failing_since = models.DateTimeField(null=True)
    due_at = models.DateTimeField(default=now)
    delivered_at = models.DateTimeField(null=True)
    lease = models.UUIDField(null=True)
    leased_until = models.DateTimeField(null=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    disabled_at = models.DateTimeField(null=True)
    disabled_why = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["due_at"], condition=models.Q(disabled_at=None), name="subscription_due")
        ]


class OutgoingEvent(models.Model):
    """The outbox: an event as it will be sent, stored in the transaction of the change it tells of.

    Ids of one room rise in commit order, for they are taken with the room's row locked. `subscription` is the
    only one concerned by a test or a redelivery; None means all of the room's. `key` is the event's id for
    the receiver and stays the same however often it is sent. `request_id` is the request's that caused it, for
    the worker's log.
    """

    room = models.ForeignKey(Room, models.CASCADE, related_name="+", db_index=False)
    subscription = models.ForeignKey(WebhookSubscription, models.CASCADE, related_name="+", null=True)
    key = models.CharField(max_length=40)
    request_id = models.CharField(max_length=128, blank=True, default="", db_default="")
    type = models.CharField(max_length=20)
    body = models.TextField()
    created_at = models.DateTimeField(default=now, db_index=True)

    class Meta:
        indexes = [models.Index(fields=["room", "id"], name="outbox_of_room")]


class WebhookAttempt(models.Model):
    """The delivery log: one request and how it was answered. `status` is None when there was no answer."""

    subscription = models.ForeignKey(WebhookSubscription, models.CASCADE, related_name="log")
    event = models.ForeignKey(OutgoingEvent, models.CASCADE, related_name="+")
    number = models.PositiveIntegerField(default=1)
    at = models.DateTimeField(default=now)
    milliseconds = models.PositiveIntegerField(default=0)
    status = models.PositiveIntegerField(null=True)
    answer = models.CharField(max_length=500, blank=True)
    error = models.CharField(max_length=200, blank=True)
    delivered = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["subscription", "-id"], name="webhook_log")]

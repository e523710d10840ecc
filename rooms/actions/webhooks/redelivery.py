"""What an owner does about single deliveries: try one out, repeat one, leave one out."""

from django.db import transaction
from django.utils.timezone import now

from accounts.models import User
from rooms.actions.moderation.record import record
from rooms.actions.webhooks.checks import shown
from rooms.actions.webhooks.outbox import concerns, outgoing
from rooms.actions.webhooks.subscriptions import own
from rooms.actions.writes import request_id
from rooms.errors import ActionError
from rooms.models import OutgoingEvent, WebhookAttempt, WebhookSubscription
from rooms.wire.shapes import person

TEST = "test"


@transaction.atomic
def skip(*, user: User, slug: str, subscription_id: int) -> None:
    """Leave out the event it fails at, and go on with the next. Raises `not_failing`."""
    room, row = own(user, slug, subscription_id)
    first = OutgoingEvent.objects.filter(room=room, pk__gt=row.cursor).order_by("pk")
    stuck = next((one for one in first if concerns(one, row)), None)
    if stuck is None or row.failing_since is None:
        raise ActionError("not_failing", "Nothing is held up here.", 409)
    row.cursor, row.attempts, row.failing_since, row.due_at, row.lease = stuck.pk, 0, None, now(), None
    row.save(update_fields=["cursor", "attempts", "failing_since", "due_at", "lease"])
    record("subscription_skipped", actor=user, room=room, after={"url": shown(row.url), "event": stuck.key})


@transaction.atomic
def test(*, user: User, slug: str, subscription_id: int) -> OutgoingEvent:
    """Send it an event that says that somebody pressed the button. Raises `webhook_disabled`."""
    room, row = own(user, slug, subscription_id)
    return _again(row, outgoing(room.pk, TEST, {"room": room.slug, "by": person(user)}, subscription=row.pk))


@transaction.atomic
def redeliver(*, user: User, slug: str, subscription_id: int, attempt_id: int) -> OutgoingEvent:
    """Send the event of a logged attempt once more, with the same id, after what waits. Raises `unknown_attempt`."""
    _, row = own(user, slug, subscription_id)
    attempt = WebhookAttempt.objects.filter(pk=attempt_id, subscription=row).select_related("event").first()
    if attempt is None:
        raise ActionError("unknown_attempt", "There is no such delivery.", 404)
    was = attempt.event
    copy = OutgoingEvent(
        room_id=was.room_id,
        subscription=row,
        key=was.key,
        request_id=request_id(),
        type=was.type,
        body=was.body,
    )
    return _again(row, copy)


def _again(row: WebhookSubscription, event: OutgoingEvent) -> OutgoingEvent:
    if row.disabled_at is not None:
        raise ActionError("webhook_disabled", "Switch it on first.", 409)
    event.save(force_insert=True)
    WebhookSubscription.objects.filter(pk=row.pk).update(due_at=now())
    return event

"""What the pages and the API show of a room's webhooks."""

from dataclasses import dataclass

from rooms.access import Access
from rooms.errors import ActionError
from rooms.models import IncomingWebhook, OutgoingEvent, WebhookAttempt, WebhookSubscription
from rooms.models.webhook_out import WebhookEvent
from rooms.wire.shapes import Shape, timestamp

LOGGED = 50


@dataclass(slots=True)
class Subscription:
    """`waiting` events are still to be told, at most 1,000 counted; `last` is its last try."""

    row: WebhookSubscription
    waiting: int
    log: list[WebhookAttempt]

    @property
    def last(self) -> WebhookAttempt | None:
        return self.log[0] if self.log else None

    @property
    def state(self) -> str:
        """off, failing, waiting or fine."""
        if self.row.disabled_at is not None:
            return "off"
        if self.row.failing_since is not None:
            return "failing"
        return "waiting" if self.waiting else "fine"


def incoming(access: Access) -> list[IncomingWebhook]:
    """The living ones, the newest first."""
    rows = IncomingWebhook.objects.filter(room=access.room, revoked_at=None)
    return list(rows.select_related("bot", "created_by").order_by("-pk"))


def subscriptions(access: Access) -> list[WebhookSubscription]:
    rows = WebhookSubscription.objects.filter(room=access.room)
    return list(rows.select_related("created_by").order_by("pk"))


def given_up(access: Access) -> list[WebhookSubscription]:
    """Those that were switched off because they failed, for whoever may switch them on again."""
    if not access.may("webhooks_out"):
        return []
    rows = WebhookSubscription.objects.filter(room=access.room, failing_since__isnull=False)
    return list(rows.exclude(disabled_at=None).order_by("pk"))


def subscription(access: Access, pk: int) -> Subscription:
    """One with its log, the newest try first. Raises `unknown_webhook`."""
    row = WebhookSubscription.objects.filter(room=access.room, pk=pk).select_related("created_by").first()
    if row is None:
        raise ActionError("unknown_webhook", "There is no such webhook here.", 404)
    log = WebhookAttempt.objects.filter(subscription=row).select_related("event").order_by("-pk")
    return Subscription(row, _waiting(row), list(log[:LOGGED]))


def _waiting(row: WebhookSubscription) -> int:
    kinds = [kind for kind in WebhookEvent.values if kind in row.events]
    rows = OutgoingEvent.objects.filter(room=row.room_id, pk__gt=row.cursor)
    ours = rows.filter(subscription=row) | rows.filter(subscription=None, type__in=kinds)
    return int(ours[:1000].count())


def incoming_shape(hook: IncomingWebhook) -> Shape:
    return {
        "id": hook.pk,
        "name": hook.bot.display_name,
        "username": hook.bot.username,
        "prefix": hook.prefix,
        "created_by": hook.created_by.username,
        "created_at": timestamp(hook.created_at),
        "last_used_at": timestamp(hook.last_used_at),
    }


def subscription_shape(row: WebhookSubscription) -> Shape:
    return {
        "id": row.pk,
        "url": row.url,
        "events": row.events,
        "enabled": row.disabled_at is None,
        "disabled_why": row.disabled_why,
        "failing_since": timestamp(row.failing_since),
        "delivered_at": timestamp(row.delivered_at),
        "created_by": row.created_by.username,
        "created_at": timestamp(row.created_at),
    }


def attempt_shape(row: WebhookAttempt) -> Shape:
    return {
        "id": row.pk,
        "event": row.event.key,
        "type": row.event.type,
        "number": row.number,
        "at": timestamp(row.at),
        "milliseconds": row.milliseconds,
        "status": row.status,
        "answer": row.answer,
        "error": row.error,
        "delivered": row.delivered,
    }

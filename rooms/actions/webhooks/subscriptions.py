"""Outgoing webhooks: which address is told of which of a room's events. For the room's owners."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.timezone import now

from accounts.models import User
from rooms.actions.admission import lock
from rooms.actions.moderation.office import office
from rooms.actions.moderation.record import record
from rooms.actions.webhooks.checks import check_events, check_url, shown
from rooms.errors import ActionError
from rooms.models import AuditEntry, OutgoingEvent, Room, WebhookSubscription
from rooms.webhooks.signing import new_secret

MOST = 20  # of a room


@transaction.atomic
def subscribe(
    *, user: User, slug: str, url: str, events: Sequence[str]
) -> tuple[WebhookSubscription, AuditEntry]:
    """From now on the address is told. Raises `forbidden`, `invalid_url`, `invalid_events`, `too_many_webhooks`."""
    room = lock(office(user, slug, "webhooks_out").room)
    if WebhookSubscription.objects.filter(room=room).count() >= MOST:
        raise ActionError("too_many_webhooks", f"A room has at most {MOST} outgoing webhooks.", 409)
    made = WebhookSubscription.objects.create(
        room=room,
        url=check_url(url),
        events=check_events(events),
        secret=new_secret(),
        cursor=_last(room),
        created_by=user,
    )
    refresh(room)
    return made, record("subscribed", actor=user, room=room, after=_told(made))


@transaction.atomic
def change(
    *,
    user: User,
    slug: str,
    subscription_id: int,
    url: str | None = None,
    events: Sequence[str] | None = None,
) -> tuple[WebhookSubscription, AuditEntry | None]:
    """Another address, other events; what waits already is sent to the new address. No entry when it was so."""
    room, row = own(user, slug, subscription_id)
    was, before = (row.url, row.events), _told(row)
    row.url = row.url if url is None else check_url(url)
    row.events = row.events if events is None else check_events(events)
    row.due_at = now()
    row.save(update_fields=["url", "events", "due_at"])
    refresh(room)
    if (row.url, row.events) == was:
        return row, None
    return row, record("subscription_changed", actor=user, room=room, before=before, after=_told(row))


@transaction.atomic
def adjust(
    *, user: User, slug: str, subscription_id: int, enabled: bool | None = None, **changes: Any
) -> tuple[WebhookSubscription, AuditEntry | None]:
    """`change` and `enable` or `disable` as one; the last entry that this made."""
    which: dict[str, Any] = {"user": user, "slug": slug, "subscription_id": subscription_id}
    row, entry = change(**which, **changes)
    if enabled is not None:
        row, switched = (enable if enabled else disable)(**which)
        entry = switched or entry
    return row, entry


@transaction.atomic
def unsubscribe(*, user: User, slug: str, subscription_id: int, reason: str = "") -> AuditEntry:
    room, row = own(user, slug, subscription_id)
    row.delete()
    refresh(room)
    return record("unsubscribed", actor=user, room=room, before={"url": shown(row.url)}, reason=reason)


@transaction.atomic
def enable(*, user: User, slug: str, subscription_id: int) -> tuple[WebhookSubscription, AuditEntry | None]:
    """Go on where it stopped, as far as that is kept; also: try again now, which is no entry."""
    room, row = own(user, slug, subscription_id)
    disabled = row.disabled_at is not None
    row.disabled_at, row.disabled_why, row.failing_since, row.attempts, row.due_at = None, "", None, 0, now()
    row.save(update_fields=["disabled_at", "disabled_why", "failing_since", "attempts", "due_at"])
    refresh(room)
    if not disabled:
        return row, None
    return row, record("subscription_enabled", actor=user, room=room, after={"url": shown(row.url)})


@transaction.atomic
def disable(*, user: User, slug: str, subscription_id: int) -> tuple[WebhookSubscription, AuditEntry | None]:
    """Tell it nothing more, until somebody enables it again. No entry when it was off already."""
    room, row = own(user, slug, subscription_id)
    if row.disabled_at is not None:
        return row, None
    row.failing_since, row.attempts = None, 0  # whoever does it by hand need not be told
    row.save(update_fields=["failing_since", "attempts"])
    return row, stop(room, row, "Switched off.", actor=user)


def stop(room: Room, row: WebhookSubscription, why: str, *, actor: User) -> AuditEntry:
    """Disable a subscription of the locked room, and say why on its page and on the record."""
    row.disabled_at, row.disabled_why, row.lease, row.leased_until = now(), why, None, None
    row.save(update_fields=["disabled_at", "disabled_why", "lease", "leased_until"])
    refresh(room)
    return record("subscription_disabled", actor=actor, room=room, reason=why, after={"url": shown(row.url)})


def refresh(room: Room) -> None:
    """What the writer looks at: the events that some living subscription of the locked room wants."""
    living = WebhookSubscription.objects.filter(room=room, disabled_at=None)
    room.outgoing = " ".join(
        sorted({kind for kinds in living.values_list("events", flat=True) for kind in kinds})
    )
    Room.objects.filter(pk=room.pk).update(outgoing=room.outgoing)


def own(user: User, slug: str, subscription_id: int) -> tuple[Room, WebhookSubscription]:
    """The locked room and its subscription. Raises `forbidden` or `unknown_webhook`."""
    room = lock(office(user, slug, "webhooks_out").room)
    row = WebhookSubscription.objects.select_for_update().filter(pk=subscription_id, room=room).first()
    if row is None:
        raise ActionError("unknown_webhook", "There is no such webhook here.", 404)
    return room, row


def _told(row: WebhookSubscription) -> dict[str, str]:
    """What of it the record keeps."""
    return {"url": shown(row.url), "events": ", ".join(row.events)}


def _last(room: Room) -> int:
    return OutgoingEvent.objects.filter(room=room).aggregate(last=Max("pk"))["last"] or 0

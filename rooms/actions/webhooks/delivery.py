"""Deliveries as the database knows them: taken by one worker, in order, each outcome noted.

A subscription is leased, not locked: no transaction stays open while a receiver thinks. A worker that dies
leaves a lease that ends by itself, and what it had sent without noting it is sent again, under the same id.
"""

import random
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.timezone import now

from rooms.actions.admission import lock
from rooms.actions.webhooks.outbox import concerns
from rooms.actions.webhooks.subscriptions import stop
from rooms.models import OutgoingEvent, WebhookAttempt, WebhookSubscription
from rooms.webhooks.sending import Delivery

AT_ONCE = 50  # events under one lease
KEPT = timedelta(days=7)


class LeaseLost(Exception):
    """Somebody else has the subscription now, or it was switched off or removed."""


@dataclass(slots=True)
class Claim:
    """A subscription that is this worker's for a while. `cursor` is beyond everything that was looked at."""

    row: WebhookSubscription
    events: list[OutgoingEvent]
    cursor: int
    more: bool


def due(most: int) -> list[int]:
    """Subscriptions with something to look at, those that wait longest first. One query, nothing locked."""
    return list(_free().order_by("due_at").values_list("pk", flat=True)[:most])


def claim(pk: int) -> Claim | None:
    """Take a subscription, unless another worker was quicker."""
    with transaction.atomic():
        row = _free().select_for_update(skip_locked=True, of=("self",)).filter(pk=pk).first()
        if row is None:
            return None
        row.lease, row.leased_until = uuid.uuid4(), _lease_ends()
        row.save(update_fields=["lease", "leased_until"])
    found = list(OutgoingEvent.objects.filter(room=row.room_id, pk__gt=row.cursor).order_by("pk")[:AT_ONCE])
    events = [event for event in found if concerns(event, row)]
    return Claim(row, events, found[-1].pk if found else row.cursor, len(found) == AT_ONCE)


def delivered(claim: Claim, event: OutgoingEvent, outcome: Delivery) -> None:
    """Move on, and keep the lease. Raises LeaseLost."""
    at = now()
    with transaction.atomic():
        _update(
            claim,
            cursor=event.pk,
            attempts=0,
            failing_since=None,
            delivered_at=at,
            leased_until=_lease_ends(),
        )
        _log(claim, event, outcome)
    claim.row.attempts = 0


def failed(claim: Claim, event: OutgoingEvent, outcome: Delivery) -> None:
    """Note it, and try again later: the event stays first in its line. Raises LeaseLost."""
    at, row = now(), claim.row
    attempts, since = row.attempts + 1, row.failing_since or at
    with transaction.atomic():
        _update(
            claim,
            attempts=attempts,
            failing_since=since,
            due_at=at + pause(attempts, outcome.retry_after),
            lease=None,
            leased_until=None,
        )
        _log(claim, event, outcome)
    if outcome.gone:
        _give_up(row.pk, "The receiver answered 410: it wants no more.")
    elif since <= at - timedelta(hours=settings.WEBHOOK_GIVE_UP_HOURS):
        _give_up(row.pk, f"It failed for {settings.WEBHOOK_GIVE_UP_HOURS:g} hours.")


def released(claim: Claim, cursor: int) -> None:
    """Done for now, everything up to `cursor` dealt with. Raises LeaseLost."""
    _update(claim, cursor=cursor, lease=None, leased_until=None)


def pause(attempts: int, asked: float | None = None) -> timedelta:
    """Before the next try: twice as long each time, up to a limit, by chance up to half of it less.

    Receivers that come back are not met by everybody at once. What a receiver asks for counts within the limit.
    """
    longest = settings.WEBHOOK_LONGEST_RETRY
    usual = min(longest, settings.WEBHOOK_RETRY * 2 ** min(attempts - 1, 30)) * random.uniform(0.5, 1)  # noqa: S311
    return timedelta(seconds=max(usual, min(asked or 0, longest)))


def _free() -> QuerySet[WebhookSubscription]:
    at = now()
    waiting = OutgoingEvent.objects.filter(room=OuterRef("room"), pk__gt=OuterRef("cursor"))
    rows = WebhookSubscription.objects.filter(Exists(waiting), disabled_at=None, due_at__lte=at)
    # While the account of who made it is suspended, it is told nothing: they would read through it.
    never_or_over = Q(created_by__suspended_at=None) | Q(created_by__suspended_until__lte=at)
    rows = rows.filter(never_or_over)
    return rows.filter(Q(leased_until=None) | Q(leased_until__lt=at))


def _lease_ends() -> datetime:
    """A delivery and what it takes to note it; renewed with each."""
    return now() + timedelta(seconds=settings.WEBHOOK_TIMEOUT + 5)


def _update(claim: Claim, **values: Any) -> None:
    row = claim.row
    if not WebhookSubscription.objects.filter(pk=row.pk, lease=row.lease, disabled_at=None).update(**values):
        raise LeaseLost


def _log(claim: Claim, event: OutgoingEvent, outcome: Delivery) -> None:
    WebhookAttempt.objects.create(
        subscription=claim.row,
        event=event,
        number=claim.row.attempts + 1,
        milliseconds=outcome.milliseconds,
        status=outcome.status,
        answer=outcome.answer,
        error=outcome.error,
        delivered=outcome.delivered,
    )


@transaction.atomic
def _give_up(pk: int, why: str) -> None:
    found = WebhookSubscription.objects.select_related("room").filter(pk=pk, disabled_at=None).first()
    if found is None:
        return
    room = lock(found.room)
    row = (
        WebhookSubscription.objects.select_for_update(of=("self",))
        .select_related("created_by")
        .filter(pk=pk, disabled_at=None)
        .first()
    )
    if row is not None:
        stop(room, row, why, actor=row.created_by)


def prune() -> int:
    """Forget what every subscription has behind it, and the log of it, a week after it happened."""
    behind = WebhookSubscription.objects.filter(
        room=OuterRef("room"), disabled_at=None, cursor__lt=OuterRef("pk")
    )
    old = OutgoingEvent.objects.filter(created_at__lt=now() - KEPT).exclude(Exists(behind))
    WebhookAttempt.objects.filter(at__lt=now() - KEPT).delete()
    return old.delete()[0]

"""Whether a worker is alive, and how much waits for one (for `doctor`, readiness and metrics)."""

from datetime import datetime, timedelta

from django.db.models import Exists, Max, OuterRef
from django.utils.timezone import now

from rooms.models import OutgoingEvent, PeriodicJob, WebhookSubscription, WorkerProcess

BEAT = 5.0  # seconds between two signs of life
MISSED = timedelta(seconds=6 * BEAT)


def last_heartbeat() -> datetime | None:
    """When a worker last said that it is alive; None when there never was one (in the last day)."""
    found: datetime | None = WorkerProcess.objects.aggregate(last=Max("beat_at"))["last"]
    return found


def worker_is_alive() -> bool:
    last = last_heartbeat()
    return last is not None and last > now() - MISSED


def living_workers() -> list[WorkerProcess]:
    return list(WorkerProcess.objects.filter(beat_at__gt=now() - MISSED).order_by("started_at"))


def failed_jobs() -> list[PeriodicJob]:
    """Periodic jobs whose last run ended in an error, which is in `error`."""
    return list(PeriodicJob.objects.exclude(error="").order_by("name"))


def waiting_subscriptions() -> int:
    """Outgoing webhooks that have something still to be told."""
    waiting = OutgoingEvent.objects.filter(room=OuterRef("room"), pk__gt=OuterRef("cursor"))
    return WebhookSubscription.objects.filter(Exists(waiting), disabled_at=None).count()

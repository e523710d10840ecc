"""What workers note about themselves: that they are alive, and which periodic job one of them has taken on."""

import uuid
from datetime import timedelta

from django.db.models import Q
from django.utils.timezone import now

from rooms.models import PeriodicJob, WorkerProcess

FORGOTTEN = timedelta(days=1)


def beat(worker: uuid.UUID, host: str) -> None:
    """A sign of life. One query, two the first time."""
    at = now()
    if not WorkerProcess.objects.filter(pk=worker).update(beat_at=at):
        WorkerProcess.objects.create(pk=worker, host=host[:100], beat_at=at)
        WorkerProcess.objects.filter(beat_at__lt=at - FORGOTTEN).delete()


def farewell(worker: uuid.UUID) -> None:
    WorkerProcess.objects.filter(pk=worker).delete()


def due_jobs(names: list[str]) -> list[str]:
    """Jobs whose time has come and that nobody is at, those never done included. One query when none is."""
    at = now()
    rows = {row.name: row for row in PeriodicJob.objects.filter(name__in=names)}
    for name in set(names) - rows.keys():
        rows[name] = PeriodicJob.objects.get_or_create(name=name)[0]
    return [
        name
        for name, row in rows.items()
        if row.due_at <= at and (row.leased_until is None or row.leased_until < at)
    ]


def take_job(name: str, limit: timedelta) -> bool:
    """Whether it is this worker's now: of many that try at once, one gets it (the update finds the row only once)."""
    at = now()
    free = Q(leased_until=None) | Q(leased_until__lt=at)
    rows = PeriodicJob.objects.filter(free, name=name, due_at__lte=at)
    return bool(rows.update(leased_until=at + limit, started_at=at))


def job_done(name: str, interval: timedelta, error: str = "") -> None:
    at = now()
    PeriodicJob.objects.filter(name=name).update(
        due_at=at + interval, leased_until=None, finished_at=at, error=error[:300]
    )

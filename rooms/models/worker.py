"""Workers: who is alive, and what they do from time to time."""

import uuid

from django.db import models
from django.utils.timezone import now


class WorkerProcess(models.Model):
    """A running worker's sign of life, renewed every few seconds."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    host = models.CharField(max_length=100, blank=True)
    started_at = models.DateTimeField(default=now)
    beat_at = models.DateTimeField(default=now, db_index=True)


class PeriodicJob(models.Model):
    """When a job is due. `leased_until`: a worker is at it; another may take over once that time has passed."""

    name = models.CharField(max_length=60, unique=True)
    due_at = models.DateTimeField(default=now)
    leased_until = models.DateTimeField(null=True)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=300, blank=True)

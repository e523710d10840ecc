"""Which life of the database this is."""

import uuid

from django.db import models


def new_epoch() -> str:
    return uuid.uuid4().hex


class Epoch(models.Model):
    """One row. A restore writes a new value: versions noted under another epoch prove nothing."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    value = models.CharField(max_length=32, default=new_epoch)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="one_epoch")]

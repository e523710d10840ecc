"""Somebody does not want to read somebody else."""

from django.conf import settings
from django.db import models


class Ignore(models.Model):
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="ignores")
    ignored = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "ignored"], name="ignored_once")]

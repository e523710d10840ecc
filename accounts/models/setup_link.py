"""A link that works once: the first owner's set-up, or a new password."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone


class LiveLinks(models.QuerySet["SetupLink"]):
    def live(self) -> "LiveLinks":
        return self.filter(used_at__isnull=True, expires_at__gt=timezone.now())


class SetupLink(models.Model):
    class Purpose(models.TextChoices):
        FIRST_RUN = "first_run", "first run"
        PASSWORD = "password", "new password"

    purpose = models.CharField(max_length=16, choices=Purpose)
    digest = models.CharField(max_length=64, unique=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE, related_name="setup_links"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    objects = LiveLinks.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(purpose="first_run", user__isnull=True)
                | models.Q(purpose="password", user__isnull=False),
                name="setup_link_has_its_person",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} link {self.pk}"

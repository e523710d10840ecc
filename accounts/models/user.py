"""A person (or a bot) who has an account here."""

from typing import Any, ClassVar
from zoneinfo import available_timezones

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Lower
from django.utils.timezone import now

from accounts import usernames
from accounts.models.fields import OptionalEmailField


def validate_timezone(name: str) -> None:
    if name not in available_timezones():
        raise ValidationError("This is not a known time zone.", code="timezone")


class People(BaseUserManager["User"]):
    def create_user(
        self, username: str, email: str | None = None, password: str | None = None, **fields: Any
    ) -> "User":
        """Raises ValidationError for a username that is malformed or reserved."""
        username = usernames.normalise(username)
        usernames.validate_shape(username)
        usernames.validate_not_reserved(username)
        user = self.model(username=username, email=(email or "").strip().lower() or None, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(
        self, username: str, email: str | None = None, password: str | None = None, **fields: Any
    ) -> "User":
        """An owner: also a site administrator."""
        return self.create_user(username, email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(username=usernames.normalise(username or ""))

    async def aget_by_natural_key(self, username: str | None) -> "User":
        return await self.aget(username=usernames.normalise(username or ""))


class User(AbstractBaseUser):
    username = models.CharField(
        max_length=usernames.MAX_LENGTH,
        unique=True,
        validators=[usernames.validate_shape, usernames.validate_not_reserved],
        error_messages={"unique": "This username is taken."},
    )
    name = models.CharField("display name", max_length=80, blank=True, default="")
    email = OptionalEmailField(
        "e-mail",
        null=True,
        blank=True,
        unique=True,
        error_messages={"unique": "This e-mail address belongs to another account."},
    )
    timezone = models.CharField("time zone", max_length=64, default="UTC", validators=[validate_timezone])
    is_bot = models.BooleanField(default=False)
    is_staff = models.BooleanField("site administrator", default=False)
    is_superuser = models.BooleanField("owner", default=False)
    is_active = models.BooleanField(default=True)
    suspended_at = models.DateTimeField(null=True, blank=True)
    suspended_until = models.DateTimeField(null=True, blank=True)  # None: until somebody takes it back
    suspended_reason = models.CharField(max_length=300, blank=True, default="")
    date_joined = models.DateTimeField(default=now)
    last_seen = models.DateTimeField(null=True, blank=True)

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects: ClassVar[People] = People()

    class Meta:
        constraints: ClassVar = [
            # Two people must never differ by case alone: one could pass for the other.
            models.CheckConstraint(
                condition=models.Q(username=Lower("username")), name="username_lower_case"
            ),
        ]

    @classmethod
    def normalize_username(cls, username: str) -> str:
        return usernames.normalise(super().normalize_username(username))

    @property
    def display_name(self) -> str:
        return self.name or self.username

    @property
    def may_enter(self) -> bool:
        over = self.suspended_until is not None and self.suspended_until <= now()
        return self.is_active and (self.suspended_at is None or over)

    def get_full_name(self) -> str:
        return self.display_name

    def get_short_name(self) -> str:
        return self.display_name

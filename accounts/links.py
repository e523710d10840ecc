"""One-time links: the first owner's set-up, and a new password without e-mail."""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import SetupLink, User
from accounts.secrets import digest, new_secret

FIRST_RUN = SetupLink.Purpose.FIRST_RUN
PASSWORD = SetupLink.Purpose.PASSWORD
LIFE = timedelta(hours=24)


class LinkSpent(Exception):
    """Unknown, used, expired, or overtaken: there is an owner already."""


def absolute(path: str) -> str:
    return (settings.PUBLIC_URL or f"http://127.0.0.1:{settings.PORT}") + path


def owner_exists() -> bool:
    return User.objects.filter(is_superuser=True, is_active=True).exists()


def first_run_link() -> str | None:
    """An absolute address, or None once there is an owner."""
    if owner_exists():
        return None
    return absolute(reverse("accounts:setup", args=[_make(FIRST_RUN)]))


def password_link(user: User) -> str:
    """An absolute address with which `user` chooses a new password; earlier ones stop working."""
    withdraw_password_links(user)
    return absolute(reverse("accounts:new_password", args=[_make(PASSWORD, user)]))


def withdraw_password_links(user: User | None = None) -> None:
    """Those that are out for `user`, or for anybody, stop working."""
    out = SetupLink.objects.filter(purpose=PASSWORD, used_at__isnull=True)
    (out.filter(user=user) if user else out).delete()


def find(purpose: str, token: str) -> SetupLink | None:
    found = (
        SetupLink.objects.live().filter(purpose=purpose, digest=digest(token)).select_related("user").first()
    )
    return None if found is not None and purpose == FIRST_RUN and owner_exists() else found


@transaction.atomic
def create_owner(
    token: str, *, username: str, name: str, email: str, password: str, timezone_name: str
) -> User:
    """Raises LinkSpent. All first-run links are locked at once: two submissions make one owner."""
    rows = list(SetupLink.objects.select_for_update().filter(purpose=FIRST_RUN).order_by("pk"))
    now = timezone.now()
    live = {row.digest for row in rows if row.used_at is None and row.expires_at > now}
    if digest(token) not in live or owner_exists():
        raise LinkSpent
    SetupLink.objects.filter(purpose=FIRST_RUN).update(used_at=now)
    return User.objects.create_superuser(username, email or None, password, name=name, timezone=timezone_name)


@transaction.atomic
def take_password_link(token: str) -> User:
    """Raises LinkSpent. The condition is in the update: a link works once."""
    links = SetupLink.objects.live().filter(purpose=PASSWORD, digest=digest(token))
    found = links.select_related("user").first()
    if found is None or found.user is None or not links.update(used_at=timezone.now()):
        raise LinkSpent
    return found.user


def _make(purpose: str, user: User | None = None) -> str:
    SetupLink.objects.filter(expires_at__lt=timezone.now()).delete()
    secret = new_secret()
    SetupLink.objects.create(
        purpose=purpose, user=user, digest=digest(secret), expires_at=timezone.now() + LIFE
    )
    return secret

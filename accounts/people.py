"""What a site administrator may do to another person's account."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from accounts import control
from accounts.endings import end_all_sessions
from accounts.models import User


def may_administer(actor: User, person: User) -> bool:
    """Owners administer everyone, administrators those who are neither; nobody themselves.

    An administrator who could make an owner's password link would be an owner.
    """
    if actor.pk == person.pk or not person.is_active:
        return False
    return actor.is_superuser or (actor.is_staff and not person.is_staff and not person.is_superuser)


@transaction.atomic
def suspend(person: User, *, by: User | None = None, reason: str = "", until: datetime | None = None) -> None:
    """They cannot enter from now on, for good or `until`: sessions end, sockets close, tokens are refused."""
    person.suspended_at, person.suspended_reason = timezone.now(), reason[:300]
    person.suspended_until = until
    person.save(update_fields=["suspended_at", "suspended_until", "suspended_reason"])
    end_all_sessions(person.pk, code=control.FORBIDDEN)
    control.revoke_user(person.pk, control.FORBIDDEN)
    _tell(by, person, reason[:300], until, ended=False)


@transaction.atomic
def unsuspend(person: User, *, by: User | None = None, reason: str = "") -> None:
    person.suspended_at, person.suspended_until, person.suspended_reason = None, None, ""
    person.save(update_fields=["suspended_at", "suspended_until", "suspended_reason"])
    _tell(by, person, reason[:300], None, ended=True)


def _tell(by: User | None, person: User, reason: str, until: datetime | None, *, ended: bool) -> None:
    """Without an administrator (a command on the server) there is nobody to record."""
    if by is not None:
        for hook in control.on_suspension:
            hook(control.Suspension(by, person, reason, until, ended))

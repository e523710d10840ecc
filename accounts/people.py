"""What a site administrator may do to another person's account."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts import control, links
from accounts.endings import end_all_sessions
from accounts.models import User


def may_administer(actor: User, person: User) -> bool:
    """Owners administer everyone, administrators those who are neither; nobody themselves.

    An administrator who could make an owner's password link would be an owner.
    """
    if actor.pk == person.pk or not person.is_active:
        return False
    return actor.is_superuser or (actor.is_staff and not person.is_staff and not person.is_superuser)


def may_appoint(actor: User, person: User) -> bool:
    """Owners say who are administrators: people who may enter, and no owners."""
    return actor.is_superuser and may_administer(actor, person) and _is_eligible(person)


def _is_eligible(person: User) -> bool:
    return not person.is_superuser and not person.is_bot and (person.may_enter or person.is_staff)


@transaction.atomic
def suspend(person: User, *, by: User | None = None, reason: str = "", until: datetime | None = None) -> None:
    """They cannot enter from now on, for good or `until`: sessions end, sockets close, tokens are refused."""
    person.suspended_at, person.suspended_reason = timezone.now(), reason[:300]
    person.suspended_until = until
    person.save(update_fields=["suspended_at", "suspended_until", "suspended_reason"])
    end_all_sessions(person.pk, code=control.FORBIDDEN)
    control.revoke_user(person.pk, control.FORBIDDEN)
    _record("suspend", by, person, reason=reason[:300], until=until)


@transaction.atomic
def unsuspend(person: User, *, by: User | None = None, reason: str = "") -> None:
    person.suspended_at, person.suspended_until, person.suspended_reason = None, None, ""
    person.save(update_fields=["suspended_at", "suspended_until", "suspended_reason"])
    _record("unsuspend", by, person, reason=reason[:300])


@transaction.atomic
def appoint(person: User, *, by: User) -> None:
    """They are an administrator from now on. Doing it twice changes nothing."""
    _change_office(person, True, "appointed", by)


@transaction.atomic
def dismiss(person: User, *, by: User) -> None:
    """They are an administrator no more, on the pages they have open too."""
    _change_office(person, False, "dismissed", by)


def _change_office(person: User, is_staff: bool, action: str, by: User) -> None:
    if not User.objects.filter(pk=person.pk, is_staff=not is_staff).update(is_staff=is_staff):
        return
    control.revoke_user(person.pk, control.COME_AGAIN)
    _record(action, by, person)


@transaction.atomic
def new_password_link(person: User, *, by: User) -> str:
    """A one-time link with which they choose a new password, for somebody to hand over."""
    _record("password_link", by, person)
    return links.password_link(person)


def _record(action: str, by: User | None, person: User, **why: Any) -> None:
    """Without an administrator (a command on the server) there is nobody to record."""
    if by is not None:
        control.put_on_record(control.Act(action, by, person, **why))

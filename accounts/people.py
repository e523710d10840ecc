"""What a site administrator may do to another person's account."""

from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts import control, links
from accounts.endings import end_all_sessions
from accounts.models import Invitation, User


def may_administer(actor: User, person: User) -> bool:
    """Owners administer everyone, administrators those who are neither; nobody themselves.

    An administrator who could make an owner's password link would be an owner.
    """
    if actor.pk == person.pk or not person.is_active:
        return False
    return actor.is_superuser or (actor.is_staff and not person.is_staff and not person.is_superuser)


def may_appoint(actor: User, person: User) -> bool:
    """Owners say who are administrators: people who may enter, and no owners."""
    eligible = not person.is_superuser and not person.is_bot and (person.may_enter or person.is_staff)
    return actor.is_superuser and may_administer(actor, person) and eligible


@transaction.atomic
def suspend(person: User, *, by: User | None = None, reason: str = "", until: datetime | None = None) -> None:
    """They cannot enter from now on, for good or `until`: sessions end, sockets close, tokens are refused."""
    person.suspended_at, person.suspended_reason = timezone.now(), reason[:300]
    person.suspended_until = until
    person.save(update_fields=["suspended_at", "suspended_until", "suspended_reason"])
    end_all_sessions(person.pk, code=control.FORBIDDEN)
    control.revoke_user(person.pk, control.FORBIDDEN)
    if person.is_staff:
        _withdraw_of(person)
    _record("suspend", by, person, reason=reason[:300], until=until)


@transaction.atomic
def unsuspend(person: User, *, by: User | None = None, reason: str = "") -> None:
    person.suspended_at, person.suspended_until, person.suspended_reason = None, None, ""
    person.save(update_fields=["suspended_at", "suspended_until", "suspended_reason"])
    _record("unsuspend", by, person, reason=reason[:300])


def appoint(person: User, *, by: User) -> None:
    """They are an administrator from now on. Doing it twice changes nothing. Raises PermissionDenied."""
    _change_office(person, True, "appointed", by)


def dismiss(person: User, *, by: User) -> None:
    """They are an administrator no more. Raises PermissionDenied."""
    _change_office(person, False, "dismissed", by)


@transaction.atomic
def _change_office(person: User, is_staff: bool, action: str, by: User) -> None:
    by, person = _as_they_are(by, person)
    if not may_appoint(by, person):
        raise PermissionDenied
    if person.is_staff == is_staff:
        return
    person.is_staff = is_staff
    person.save(update_fields=["is_staff"])
    if is_staff:  # who holds a link of theirs would be the administrator
        links.withdraw_password_links(person)
    else:
        _withdraw_of(person)
    _record(action, by, person)


def _as_they_are(by: User, person: User) -> tuple[User, User]:
    """Both, until the transaction ends: who acts first, as owners come first where an account is deleted."""
    rows = User.objects.select_for_update()
    return rows.get(pk=by.pk), rows.get(pk=person.pk)


def _withdraw_of(person: User) -> None:
    """What they have given out as an administrator. Nobody knows whose links are whose; they are few."""
    links.withdraw_password_links()
    Invitation.objects.filter(created_by=person, revoked_at=None).update(revoked_at=timezone.now())


@transaction.atomic
def new_password_link(person: User, *, by: User) -> str:
    """A one-time link with which they choose a new password, for somebody to hand over. Raises PermissionDenied."""
    by, person = _as_they_are(by, person)
    if person.is_bot or not may_administer(by, person):
        raise PermissionDenied
    return recorded_link(person, by=by)


@transaction.atomic
def recorded_link(person: User, *, by: User) -> str:
    """The same at the console, where everything is allowed."""
    _record("password_link", by, person)
    return links.password_link(person)


def _record(action: str, by: User | None, person: User, **why: Any) -> None:
    """Without an administrator (a command on the server) there is nobody to record."""
    if by is not None:
        control.put_on_record(control.Act(action, by, person, **why))

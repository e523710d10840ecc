"""Muting, removing and banning people, and taking it back."""

from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction
from django.utils.timezone import now

from accounts.models import User
from rooms.actions.admission import FOR_GOOD, dismiss, expel, restamp
from rooms.actions.moderation.office import Case, check_until, open_case
from rooms.actions.moderation.record import check_reason, record
from rooms.actions.moderation.withdrawing import withdraw
from rooms.errors import ActionError
from rooms.models import AuditEntry, Sanction
from rooms.models.sanction import SanctionKind
from rooms.realtime.publish import publish
from rooms.wire.shapes import timestamp


@transaction.atomic
def mute(*, user: User, slug: str, username: str, reason: str, until: datetime | None = None) -> AuditEntry:
    """Let somebody read and not write, until a time or for good. Muting again changes time and reason."""
    case = open_case(user, slug, username, "mute")
    before = _impose(case, SanctionKind.MUTE, check_reason(reason), check_until(until))
    if case.row is not None and case.inside:
        case.row.muted_until = until or FOR_GOOD
        transaction.on_commit(partial(publish, [restamp(case.room, case.row)]))
    return _record(case, "mute", reason, until, before)


@transaction.atomic
def unmute(
    *, user: User, slug: str, username: str, reason: str = "", undoes: AuditEntry | None = None
) -> AuditEntry:
    """Raises `not_muted` when there is nothing to take back."""
    case = open_case(user, slug, username, "mute")
    before = _lift(case, SanctionKind.MUTE, "not_muted", "This person is not muted.")
    if case.row is not None:
        case.row.muted_until = None
        transaction.on_commit(partial(publish, [restamp(case.room, case.row)]))
    return _record(case, "unmute", reason, None, before, undoes=undoes)


@transaction.atomic
def remove(*, user: User, slug: str, username: str, reason: str) -> AuditEntry:
    """Put somebody out of the room; they may come back if the room is public or they are invited anew."""
    case = open_case(user, slug, username, "remove")
    if case.row is None or not case.inside:
        raise ActionError("not_a_member", "This person is not in the room.", 404)
    reason = check_reason(reason)
    transaction.on_commit(partial(publish, dismiss(case.room, case.row)))
    closed = withdraw(case.room, case.target, by=case.actor)
    return _record(case, "remove", reason, None, {"role": case.row.role}, closed)


@transaction.atomic
def ban(*, user: User, slug: str, username: str, reason: str, until: datetime | None = None) -> AuditEntry:
    """Put somebody out and keep them out, whether they are in the room, have left it or never were."""
    case = open_case(user, slug, username, "ban")
    before = _impose(case, SanctionKind.BAN, check_reason(reason), check_until(until))
    transaction.on_commit(partial(publish, expel(case.room, case.row, case.target)))
    closed = withdraw(case.room, case.target, by=case.actor)
    return _record(case, "ban", reason, until, before, closed)


@transaction.atomic
def unban(
    *, user: User, slug: str, username: str, reason: str = "", undoes: AuditEntry | None = None
) -> AuditEntry:
    """Raises `not_banned` when there is nothing to take back. They are not brought back, only let back."""
    case = open_case(user, slug, username, "ban")
    before = _lift(case, SanctionKind.BAN, "not_banned", "This person is not banned.")
    return _record(case, "unban", reason, None, before, undoes=undoes)


def _impose(case: Case, kind: str, reason: str, until: datetime | None) -> dict[str, Any]:
    """At most one sanction of a kind: an earlier one, expired or not, is replaced. Returns what it was."""
    earlier = Sanction.objects.filter(room=case.room, user=case.target, kind=kind, lifted_at=None).first()
    if earlier is not None:
        Sanction.objects.filter(pk=earlier.pk).update(lifted_at=now())
    Sanction.objects.create(
        room=case.room, user=case.target, kind=kind, reason=reason, until=until, by=case.actor
    )
    return _shape(earlier)


def _lift(case: Case, kind: str, code: str, detail: str) -> dict[str, Any]:
    active = Sanction.objects.active().filter(room=case.room, user=case.target, kind=kind).first()
    if active is None:
        raise ActionError(code, detail, 404)
    Sanction.objects.filter(pk=active.pk).update(lifted_at=now())
    return _shape(active)


def _shape(sanction: Sanction | None) -> dict[str, Any]:
    return {} if sanction is None else {"reason": sanction.reason, "until": timestamp(sanction.until)}


def _record(
    case: Case,
    action: str,
    reason: str,
    until: datetime | None,
    before: dict[str, Any],
    closed: dict[str, Any] | None = None,
    undoes: AuditEntry | None = None,
) -> AuditEntry:
    after = {"until": timestamp(until)} if action in ("mute", "ban") else {}
    return record(
        action,
        actor=case.actor,
        room=case.room,
        target=case.target,
        reason=reason,
        until=until,
        before=before,
        after=after | (closed or {}),
        undoes=undoes,
    )

"""Granting and revoking roles, and handing a room over. A room is never left without an owner."""

from functools import partial

from django.db import transaction

from accounts.models import User
from rooms.actions.admission import keep_an_owner, restamp
from rooms.actions.moderation.office import Case, open_case
from rooms.actions.moderation.record import record
from rooms.errors import ActionError
from rooms.models import AuditEntry, Membership
from rooms.models.membership import Role
from rooms.realtime.publish import publish


@transaction.atomic
def set_role(
    *,
    user: User,
    slug: str,
    username: str,
    role: str,
    reason: str = "",
    undoes: AuditEntry | None = None,
) -> AuditEntry:
    """Make a member a moderator, an owner, or a member again. Raises `invalid_role`, `not_a_member`, `same_role`."""
    if role not in Role.values:
        raise ActionError("invalid_role", "A role is owner, moderator or member.")
    case = open_case(user, slug, username, "role")
    before = _change(case, role)
    return record(
        "role",
        actor=user,
        room=case.room,
        target=case.target,
        reason=reason,
        before={"role": before},
        after={"role": role},
        undoes=undoes,
    )


@transaction.atomic
def transfer(*, user: User, slug: str, username: str, reason: str = "") -> AuditEntry:
    """Hand the room to another member: they own it, the giver becomes a moderator."""
    case = open_case(user, slug, username, "transfer")
    _change(case, Role.OWNER)
    own = Membership.objects.filter(room=case.room, user=user, left_at=None).select_related("user").first()
    if own is not None and own.role == Role.OWNER:  # an administrator hands over what is not theirs
        own.role = Role.MODERATOR
        transaction.on_commit(partial(publish, [restamp(case.room, own)]))
    return record("transfer", actor=user, room=case.room, target=case.target, reason=reason)


def _change(case: Case, role: str) -> str:
    if case.row is None or not case.inside:
        raise ActionError("not_a_member", "This person is not in the room.", 404)
    before = case.row.role
    if before == role:
        raise ActionError("same_role", "This person has this role already.", 409)
    keep_an_owner(case.row)
    case.row.role = role
    transaction.on_commit(partial(publish, [restamp(case.room, case.row)]))
    return before

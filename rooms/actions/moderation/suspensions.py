"""What administrators do to accounts: suspensions, and the record of the whole site."""

from datetime import datetime

from accounts.control import Act
from accounts.models import User
from accounts.people import may_administer, suspend, unsuspend
from rooms.actions.moderation.office import check_until, somebody
from rooms.actions.moderation.record import check_reason, record
from rooms.errors import ActionError


def record_act(done: Act) -> None:
    """`accounts` calls this inside its transaction, whichever page the administrator used."""
    record(
        done.action,
        actor=done.by,
        target=done.person,
        reason=done.reason,
        until=done.until,
        after=done.after,
    )


def shut_out(*, user: User, username: str, reason: str, until: datetime | None = None) -> User:
    """Suspend an account, for good or until a time. Raises `forbidden`, `unknown_person`, `outranked`."""
    person = _subject(user, username)
    suspend(person, by=user, reason=check_reason(reason), until=check_until(until))
    return person


def let_in(*, user: User, username: str, reason: str = "") -> User:
    """Take a suspension back. Raises `not_suspended` too."""
    person = _subject(user, username)
    if person.suspended_at is None:
        raise ActionError("not_suspended", "This account is not suspended.", 404)
    unsuspend(person, by=user, reason=" ".join(reason.split()))
    return person


def _subject(user: User, username: str) -> User:
    if not user.is_staff:
        raise ActionError("forbidden", "Only administrators may do this.", 403)
    person = somebody(username)
    if not may_administer(user, person):
        raise ActionError("outranked", "You cannot do this to yourself, or to another administrator.", 403)
    return person

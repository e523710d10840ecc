"""What concerns nobody but oneself: whom one ignores, what one is told about, which conversations are put away."""

from collections.abc import Mapping

from django.db import transaction
from django.db.models import QuerySet

from accounts.models import User
from rooms.access import Access, enter_as_member
from rooms.errors import ActionError
from rooms.models import Ignore, Membership
from rooms.models.membership import Notify
from rooms.models.room import Kind

MOST_IGNORED = 1000


def ignore(*, user: User, username: str, on: bool = True) -> User:
    """Fold away what somebody writes, for this reader alone; they are not told. Doing it twice changes nothing."""
    person = User.objects.filter(username=username.lower()).first()
    if person is None:
        raise ActionError("unknown_person", "There is nobody with this username.", 404)
    if person.pk == user.pk:
        raise ActionError("yourself", "You cannot ignore yourself.", 409)
    if not on:
        Ignore.objects.filter(user=user, ignored=person).delete()
    elif Ignore.objects.filter(user=user).count() >= MOST_IGNORED:
        raise ActionError("too_many_ignored", f"You can ignore at most {MOST_IGNORED} people.", 409)
    else:
        Ignore.objects.get_or_create(user=user, ignored=person)
    return person


def set_notify(*, user: User, slug: str, level: str) -> Access:
    """What of a room one is told about. Raises `invalid_level`."""
    access = enter_as_member(user, slug)
    _check(level)
    _mine(access).update(notify=level)
    return access


def set_levels(*, user: User, levels: Mapping[str, str]) -> None:
    """What one is told of several rooms, by slug; those one is not in, or no longer, are passed over.

    Raises `invalid_level`; then nothing is changed.
    """
    for level in levels.values():
        _check(level)
    mine = Membership.objects.filter(user=user, left_at=None)
    with transaction.atomic():
        for level in set(levels.values()):
            slugs = [slug for slug, chosen in levels.items() if chosen == level]
            mine.filter(room__slug__in=slugs).exclude(notify=level).update(notify=level)


def _check(level: str) -> None:
    if level not in Notify.values:
        raise ActionError("invalid_level", "Be told of all, of mentions, or of nothing.")


def put_away(*, user: User, slug: str) -> None:
    """Close a direct conversation: it is out of the list until somebody writes in it, and nobody is told."""
    access = enter_as_member(user, slug)
    if access.room.kind != Kind.DIRECT:
        raise ActionError("not_direct", "Only direct conversations are closed; rooms are left.", 409)
    _mine(access).update(put_away=access.room.last_seq, last_read=access.room.last_seq)


def take_out(user: User, slug: str) -> None:
    """Whoever opens the conversation again has it back in the list."""
    Membership.objects.filter(room__slug=slug, user=user).exclude(put_away=None).update(put_away=None)


def _mine(access: Access) -> QuerySet[Membership]:
    return Membership.objects.filter(room=access.room, user=access.user, left_at=None)

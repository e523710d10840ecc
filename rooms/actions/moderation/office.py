"""Who acts on whom: the checks every act on a person shares, made under the room's lock."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.timezone import now

from accounts.models import User
from rooms.access import Access, enter
from rooms.actions.admission import lock
from rooms.actions.moderation.record import UNSTORABLE
from rooms.errors import ActionError
from rooms.models import Membership, Room
from rooms.permissions import Rank, allows, outranks


@dataclass(slots=True)
class Case:
    """One act on one person in one locked room. `row` is their membership, past ones included."""

    room: Room
    actor: User
    target: User
    row: Membership | None

    @property
    def inside(self) -> bool:
        return self.row is not None and self.row.left_at is None


def permit(access: Access, action: str) -> None:
    """Raises `forbidden` when this person's rank does not allow the action."""
    if not allows(access.rank, action):
        raise ActionError("forbidden", "You may not do this here.", 403)


def office(user: User, slug: str, action: str) -> Access:
    """Enter a room to do something privileged. Raises `unknown_room` or `forbidden`."""
    access = enter(user, slug)
    permit(access, action)
    return access


def open_case(user: User, slug: str, username: str, action: str) -> Case:
    """Lock the room and check that the one may do this to the other. Call it inside a transaction.

    Raises `unknown_room`, `forbidden`, `unknown_person`, `yourself` or `outranked`.
    """
    room = lock(office(user, slug, action).room)
    access = enter(user, slug)  # again, under the lock: the actor may just have lost the role
    permit(access, action)
    target = somebody(username)
    if target.pk == user.pk:
        raise ActionError("yourself", "You cannot do this to yourself.", 409)
    row = Membership.objects.filter(room=room, user=target).select_related("user").first()
    if not outranks(access.rank, rank_of(room, target, row)):
        raise ActionError("outranked", "You cannot do this to somebody of your own rank or above.", 403)
    return Case(room, user, target, row)


def somebody(username: str) -> User:
    """Raises `unknown_person`, also for what no database could store."""
    person = None if UNSTORABLE.search(username) else User.objects.filter(username=username.lower()).first()
    if person is None:
        raise ActionError("unknown_person", "There is nobody with this username.", 404)
    return person


def rank_of(room: Room, target: User, row: Membership | None) -> Rank:
    return Access(room, target, row if row is not None and row.left_at is None else None).rank


def check_until(until: datetime | None) -> datetime | None:
    """A time in the future, or None for good. Raises `in_the_past`."""
    if until is not None and until <= now():
        raise ActionError("in_the_past", "This time has already passed.")
    return until

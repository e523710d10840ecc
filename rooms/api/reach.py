"""Which rooms a request may reach: those of its person, as far as its token goes."""

from collections.abc import Sequence

from django.db.models import QuerySet

from accounts.auth import Identity
from rooms import access
from rooms.access import Access
from rooms.errors import ActionError, unknown_room
from rooms.models import Room
from rooms.models.room import Kind

LONGEST = 90  # characters of a slug


def allowed(identity: Identity, room: Room) -> bool:
    """Whether the token, if it is limited to chosen rooms, was made for this one."""
    return access.is_chosen(identity, room)


def reachable(identity: Identity) -> QuerySet[Room]:
    """All rooms that `enter` would open, for listings."""
    return access.reachable_rooms(identity)


def enter(identity: Identity, slug: str) -> Access:
    """The one way from the API to a room. Raises `unknown_room`, alike for hidden, absent and not allowed (S1)."""
    (found,) = enter_all([(identity, slug)])
    if isinstance(found, ActionError):
        raise found
    return found


def enter_all(asked: Sequence[tuple[Identity, str]]) -> list[Access | ActionError]:
    """As `enter`, for requests that came together: as many queries for any number, one more a limited token."""
    found = iter(access.enter_all([(identity.user, slug) for identity, slug in asked if is_slug(slug)]))
    return [_reached(identity, next(found)) if is_slug(slug) else unknown_room() for identity, slug in asked]


def _reached(identity: Identity, found: Access | ActionError) -> Access | ActionError:
    return found if isinstance(found, ActionError) or allowed(identity, found.room) else unknown_room()


def enter_as_member(identity: Identity, slug: str) -> Access:
    found = enter(identity, slug)
    if found.membership is None:
        raise access.not_member()
    return found


def enter_to_write(identity: Identity, slug: str) -> Access:
    """As `enter`. Who is banned from a public room, which is no secret, is told so: raises `banned`."""
    try:
        return enter(identity, slug)
    except ActionError:
        room = Room.objects.filter(slug=slug, kind=Kind.PUBLIC).first() if is_slug(slug) else None
        if room is None or not allowed(identity, room) or not access.is_banned(room, identity.user):
            raise
        raise access.banned() from None


def is_slug(text: str) -> bool:
    return text.isascii() and "\0" not in text and len(text) <= LONGEST

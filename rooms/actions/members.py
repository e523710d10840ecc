"""Joining and leaving. Each is one transaction with the room locked, announced after the commit."""

from functools import partial

from django.db import transaction

from accounts.models import User
from rooms.access import enter, enter_as_member, enter_as_moderator, is_banned, judge
from rooms.actions.admission import admit, dismiss, lock
from rooms.actions.invitations import check_settled, check_thawed
from rooms.errors import ActionError, unknown_room
from rooms.models import Membership, Room
from rooms.models.room import InvitePolicy, Kind
from rooms.realtime.publish import publish


def join(*, user: User, slug: str) -> Room:
    """Join a public room. Raises `unknown_room` for what the person may not see."""
    room = enter(user, slug).room
    with transaction.atomic():
        room = lock(room)
        judge(room, user, Membership.objects.filter(room=room, user=user).first())
        transaction.on_commit(partial(publish, admit(room, user)))
    return room


def leave(*, user: User, slug: str) -> Room:
    """Leave a room. Raises `not_member`, `direct_room` or `last_owner`."""
    access = enter_as_member(user, slug)
    if access.room.kind == Kind.DIRECT:
        raise ActionError("direct_room", "A direct conversation cannot be left.", 409)
    with transaction.atomic():
        room = lock(access.room)
        row = _member(room, user)
        transaction.on_commit(partial(publish, dismiss(room, row)))
    return room


def add(*, user: User, slug: str, username: str) -> User:
    """A moderator (in a public room, any member) brings somebody in. Raises `unknown_person` and others."""
    access = enter_as_member(user, slug)
    if access.room.invite_policy == InvitePolicy.MODERATORS:
        access = enter_as_moderator(user, slug)
    if access.room.kind == Kind.DIRECT:
        raise ActionError("direct_room", "A direct conversation has the people it began with.", 409)
    if not access.is_moderator:
        check_thawed(access.room)
    check_settled(user)
    person = User.objects.filter(username=username.lower(), is_active=True).first()
    if person is None or not person.may_enter:
        raise ActionError("unknown_person", "There is nobody with this username.", 404)
    with transaction.atomic():
        room = lock(access.room)
        if access.is_moderator and is_banned(
            room, person
        ):  # moderators know of the ban; nobody else learns of it
            raise ActionError("still_banned", "This person is banned here: lift the ban first.", 409)
        transaction.on_commit(partial(publish, admit(room, person)))
    return person


def _member(room: Room, user: User) -> Membership:
    row = Membership.objects.filter(room=room, user=user, left_at=None).select_related("user").first()
    if row is None:
        raise unknown_room()
    return row

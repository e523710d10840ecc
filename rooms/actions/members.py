"""Joining and leaving. Each is one transaction with the room locked, announced after the commit."""

from functools import partial

from django.db import transaction

from accounts.models import User
from rooms.access import enter, enter_as_member, enter_as_moderator, judge
from rooms.actions.admission import admit, dismiss, lock
from rooms.errors import ActionError, unknown_room
from rooms.models import Membership, Room
from rooms.models.membership import Role
from rooms.models.room import Kind
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
    if access.room.kind != Kind.PUBLIC:
        access = enter_as_moderator(user, slug)
    if access.room.kind == Kind.DIRECT:
        raise ActionError("direct_room", "A direct conversation has the people it began with.", 409)
    person = User.objects.filter(username=username.lower(), is_active=True).first()
    if person is None or not person.may_enter:
        raise ActionError("unknown_person", "There is nobody with this username.", 404)
    with transaction.atomic():
        transaction.on_commit(partial(publish, admit(lock(access.room), person)))
    return person


def depart(user_id: int) -> None:
    """End every membership of somebody whose account is being deleted, inside the caller's transaction."""
    rows = Membership.objects.filter(user=user_id, left_at=None).select_related("user", "room").order_by("room")
    for row in rows:
        room = lock(row.room)
        _hand_over(row)
        transaction.on_commit(partial(publish, dismiss(room, row)))


def _hand_over(row: Membership) -> None:
    """A room is never left without an owner: the longest-serving moderator, else member, takes over."""
    others = Membership.objects.filter(room=row.room_id, left_at=None).exclude(pk=row.pk)
    if row.role == Role.OWNER and not others.filter(role=Role.OWNER).exists():
        heir = others.filter(role=Role.MODERATOR).order_by("joined_at").first() or others.order_by("joined_at").first()
        if heir is not None:
            Membership.objects.filter(pk=heir.pk).update(role=Role.OWNER)


def _member(room: Room, user: User) -> Membership:
    row = Membership.objects.filter(room=room, user=user, left_at=None).select_related("user").first()
    if row is None:
        raise unknown_room()
    return row

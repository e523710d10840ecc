"""Invitations: a link that lets its holder join one room."""

import secrets
from datetime import timedelta
from functools import partial
from hashlib import sha256

from django.db import transaction
from django.db.models import F, Q
from django.utils.timezone import now

from accounts.models import User
from rooms.access import enter_as_member, enter_as_moderator
from rooms.actions.admission import admit, lock
from rooms.errors import ActionError
from rooms.models import Room, RoomInvitation
from rooms.models.room import Kind
from rooms.realtime.publish import publish

LIFETIME = timedelta(days=7)


def invite(*, user: User, slug: str) -> str:
    """Make an invitation; returns its token, which is kept nowhere. Raises `forbidden` and others."""
    access = enter_as_member(user, slug)
    if access.room.kind == Kind.DIRECT:
        raise ActionError("direct_room", "A direct conversation has the people it began with.", 409)
    if access.room.kind == Kind.PRIVATE:
        enter_as_moderator(user, slug)
    token = secrets.token_urlsafe(24)
    RoomInvitation.objects.create(
        room=access.room, digest=digest(token), created_by=user, expires_at=now() + LIFETIME
    )
    return token


def find(token: str) -> RoomInvitation:
    """The living invitation behind a token. Raises `unknown_invitation`, alike for wrong, spent and expired."""
    living = RoomInvitation.objects.filter(
        Q(max_uses=None) | Q(uses__lt=F("max_uses")),
        digest=digest(token),
        revoked_at=None,
        expires_at__gt=now(),
    )
    invitation = living.select_related("room", "created_by").first()
    if invitation is None or not invitation.created_by.may_enter or invitation.room.archived_at:
        raise ActionError("unknown_invitation", "This invitation is not valid any more.", 404)
    return invitation


def accept(*, user: User, token: str) -> Room:
    """Join the room an invitation is for."""
    with transaction.atomic():
        room = lock(find(token).room)
        invitation = find(token)  # again, under the lock: the last use may just have been taken
        events = admit(room, user)
        if events:
            RoomInvitation.objects.filter(pk=invitation.pk).update(uses=F("uses") + 1)
        transaction.on_commit(partial(publish, events))
    return room


def digest(token: str) -> str:
    return sha256(token.encode()).hexdigest()

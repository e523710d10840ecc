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
from rooms.models import AuditEntry, Room, RoomInvitation
from rooms.models.room import InvitePolicy, Kind
from rooms.queries.raids import alarms, is_kept_small
from rooms.realtime.publish import publish

LIFETIME = timedelta(days=7)


def invite(*, user: User, slug: str) -> str:
    """Make an invitation; returns its token, which is kept nowhere. Raises `forbidden` and others."""
    access = enter_as_member(user, slug)
    if access.room.kind == Kind.DIRECT:
        raise ActionError("direct_room", "A direct conversation has the people it began with.", 409)
    if access.room.invite_policy == InvitePolicy.MODERATORS:
        enter_as_moderator(user, slug)
    check_thawed(access.room)
    check_settled(user)
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


def look(*, user: User, token: str) -> RoomInvitation:
    """What somebody who follows a link may see of the room. Raises `unknown_invitation`, as `accept` would."""
    invitation = find(token)
    _check_welcome(invitation, user)
    return invitation


def accept(*, user: User, token: str) -> Room:
    """Join the room an invitation is for."""
    with transaction.atomic():
        room = lock(find(token).room)
        invitation = find(token)  # again, under the lock: the last use may just have been taken
        check_thawed(room)
        _check_welcome(invitation, user)
        events = admit(room, user)
        if events:
            RoomInvitation.objects.filter(pk=invitation.pk).update(uses=F("uses") + 1)
        transaction.on_commit(partial(publish, events))
    return room


def check_thawed(room: Room) -> None:
    """Raises `invitations_frozen` while the raid switch is on."""
    if alarms(room.pk):
        raise ActionError("invitations_frozen", "Invitations are frozen for the moment.", 403)


def check_settled(user: User) -> None:
    """Raises `new_account` for one while the whole site's raid switch is on.

    In a room of their own making a raider is the owner, whom nothing holds: so they make none now.
    """
    if is_kept_small(user):
        raise ActionError(
            "new_account", "New accounts cannot open rooms or bring people in for the moment.", 403
        )


def _check_welcome(invitation: RoomInvitation, user: User) -> None:
    """Who was put out is not let back in by an invitation of before (S2)."""
    put_out = AuditEntry.objects.filter(room=invitation.room, target=user, action__in=("remove", "ban"))
    if put_out.filter(created_at__gte=invitation.created_at).exists():
        raise ActionError("unknown_invitation", "This invitation is not valid any more.", 404)


def digest(token: str) -> str:
    return sha256(token.encode()).hexdigest()

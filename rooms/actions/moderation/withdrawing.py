"""What somebody who is put out would leave behind: invitations and webhooks of their making, messages that wait."""

from typing import Any

from django.utils.timezone import now

from accounts.models import User
from rooms.actions.webhooks.incoming import retire
from rooms.actions.webhooks.subscriptions import stop
from rooms.models import HeldMessage, IncomingWebhook, Room, RoomInvitation, WebhookSubscription
from rooms.models.word_rule import HeldStatus


def withdraw(room: Room, person: User, *, by: User) -> dict[str, Any]:
    """Close, in the locked room, every way in, to write and to listen that this person made; how many of each.

    With an invitation of their own the person would come back as somebody else; through a webhook they would
    go on writing and reading as nobody. What they wrote and was held back is refused: it cannot be let through.
    """
    held = HeldMessage.objects.filter(room=room, author=person, status=HeldStatus.WAITING)
    invitations = RoomInvitation.objects.filter(
        room=room, created_by=person, revoked_at=None, expires_at__gt=now()
    )
    hooks = IncomingWebhook.objects.filter(room=room, created_by=person, revoked_at=None).select_related(
        "bot"
    )
    listening = WebhookSubscription.objects.filter(room=room, created_by=person, disabled_at=None)
    closed = {"invitations": invitations.update(revoked_at=now()), "webhooks": 0}
    for hook in hooks:
        retire(room, hook)
        closed["webhooks"] += 1
    for row in listening.select_for_update():
        stop(room, row, "Who made it was put out of the room.", actor=by)
        closed["webhooks"] += 1
    done = {f"{name}_closed": count for name, count in closed.items()}
    done["held_refused"] = held.update(status=HeldStatus.REFUSED)
    return {name: count for name, count in done.items() if count}

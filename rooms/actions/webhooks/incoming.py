"""Incoming webhooks: made and revoked by a room's moderators, each with a bot of its own that writes."""

import secrets
from datetime import timedelta
from functools import partial

from django.db import transaction
from django.db.models import Q
from django.utils.timezone import now

from accounts.models import User
from accounts.secrets import digest
from accounts.usernames import BOT_PREFIX
from rooms.actions.admission import admit, dismiss, lock
from rooms.actions.moderation.office import office
from rooms.actions.moderation.record import record
from rooms.actions.naming import check_name
from rooms.errors import ActionError
from rooms.models import AuditEntry, IncomingWebhook, Membership, Room
from rooms.realtime.publish import publish

MOST = 50  # living ones of a room
LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"  # what senders of every make take in an address
LENGTH = 32  # characters: 165 bits
SHOWN = 4
USED = timedelta(minutes=1)  # how exactly the last use is kept


@transaction.atomic
def make_hook(*, user: User, slug: str, bot_name: str) -> tuple[IncomingWebhook, str, AuditEntry]:
    """The row and its token, which cannot be had again. Raises `forbidden`, `invalid_name`, `too_many_webhooks`."""
    room = lock(office(user, slug, "webhooks_in").room)
    name = check_name(bot_name)
    if IncomingWebhook.objects.filter(room=room, revoked_at=None).count() >= MOST:
        raise ActionError("too_many_webhooks", f"A room has at most {MOST} incoming webhooks.", 409)
    token = "".join(secrets.choice(LETTERS) for _ in range(LENGTH))
    bot = User(username=f"{BOT_PREFIX}{secrets.token_hex(5)}", name=name, is_bot=True)
    bot.set_unusable_password()
    bot.save(force_insert=True)
    hook = IncomingWebhook.objects.create(
        room=room, bot=bot, digest=digest(token), prefix=token[:SHOWN], created_by=user
    )
    transaction.on_commit(partial(publish, admit(room, bot)))
    return hook, token, record("webhook_made", actor=user, room=room, target=bot)


@transaction.atomic
def revoke_hook(*, user: User, slug: str, hook_id: int, reason: str = "") -> AuditEntry:
    """It answers no more, at once, and its bot leaves; what it wrote stays. Raises `unknown_webhook`."""
    room = lock(office(user, slug, "webhooks_in").room)
    hook = (
        IncomingWebhook.objects.filter(pk=hook_id, room=room, revoked_at=None).select_related("bot").first()
    )
    if hook is None:
        raise ActionError("unknown_webhook", "There is no such webhook here.", 404)
    retire(room, hook)
    return record("webhook_revoked", actor=user, room=room, target=hook.bot, reason=reason)


def retire(room: Room, hook: IncomingWebhook) -> None:
    """End a webhook of the locked room; whoever calls it puts that on the record."""
    IncomingWebhook.objects.filter(pk=hook.pk).update(revoked_at=now())
    row = Membership.objects.filter(room=room, user=hook.bot, left_at=None).select_related("user").first()
    if row is not None:
        transaction.on_commit(partial(publish, dismiss(room, row)))


def find_hook(token: str) -> tuple[str, int] | None:
    """The slug of the room it writes in and the id of its bot; notes its use. One query, two once a minute.

    While the account of who made it is suspended, it is not there: they would write through it.
    """
    hooks = IncomingWebhook.objects.filter(digest=digest(token), revoked_at=None)
    hook = hooks.select_related("room", "created_by").first()
    if hook is None or (hook.created_by.suspended_at is not None and not hook.created_by.may_enter):
        return None
    long_ago = Q(last_used_at=None) | Q(last_used_at__lt=now() - USED)
    if hook.last_used_at is None or hook.last_used_at < now() - USED:
        IncomingWebhook.objects.filter(long_ago, pk=hook.pk).update(last_used_at=now())
    return hook.room.slug, hook.bot_id

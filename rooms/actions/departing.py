"""What becomes of somebody's traces in rooms when they delete their account: seats end, reactions go.

Their messages stay, under the name of a deleted person: a conversation with holes helps nobody.
"""

from functools import partial
from itertools import groupby

from django.db import transaction

from rooms.actions.admission import dismiss, lock, people, restamp
from rooms.actions.moderation.record import record
from rooms.actions.numbering import next_version
from rooms.actions.reacting import summary
from rooms.actions.webhooks.outbox import keep
from rooms.models import Membership, Message, Reaction, Room
from rooms.models.membership import Role
from rooms.queries.changes import message_event
from rooms.realtime.publish import publish
from rooms.wire.events import Event


def depart(user_id: int) -> None:
    """Runs inside the transaction that deletes the account, which has renamed the person."""
    _withdraw_reactions(user_id)
    rows = (
        Membership.objects.filter(user=user_id, left_at=None).select_related("user", "room").order_by("room")
    )
    for row in rows:
        room = lock(row.room)
        events = _hand_over(room, row) + dismiss(room, row)
        transaction.on_commit(partial(publish, events))


def _withdraw_reactions(user_id: int) -> None:
    """Their username must not go on standing under other people's messages, deleted ones that come back included."""
    mine = Reaction.objects.filter(user=user_id).values("message")
    rows = Message.objects.filter(pk__in=mine, deleted_at=None).select_related("author", "room")
    rows = rows.order_by("room_id", "seq")
    for room, messages in groupby(list(rows), key=lambda row: row.room):
        Reaction.objects.filter(user=user_id, message__room=room).delete()
        _renew(lock(room), list(messages))
    Reaction.objects.filter(user=user_id).delete()


def _renew(room: Room, messages: list[Message]) -> None:
    left: dict[int, list[Reaction]] = {message.pk: [] for message in messages}
    for reaction in Reaction.objects.filter(message__in=left).select_related("user").order_by("id"):
        left[reaction.message_id].append(reaction)
    for message in messages:
        message.reactions = summary(left[message.pk])
        message.version = next_version(room)
    Message.objects.bulk_update(messages, ["reactions", "version"])
    room.save(update_fields=["version"])
    events = [message_event(room, message, message.version - 1) for message in messages]
    keep([room], events)  # for outgoing webhooks
    transaction.on_commit(partial(publish, events))


def _hand_over(room: Room, row: Membership) -> list[Event]:
    """A room is never left without an owner: the longest-serving moderator, else member, takes over."""
    others = people(room).exclude(pk=row.pk).select_related("user").order_by("joined_at")
    if row.role != Role.OWNER or others.filter(role=Role.OWNER).exists():
        return []
    heir = others.filter(role=Role.MODERATOR).first() or others.first()
    if heir is None:
        return []
    heir.role = Role.OWNER
    record("transfer", actor=row.user, room=room, target=heir.user, reason="The owner's account was deleted.")
    return [restamp(room, heir)]

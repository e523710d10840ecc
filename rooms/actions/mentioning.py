"""Storing who was named, and marking the room for them. Only people who may read the room are named."""

from rooms.actions.batch import Batch
from rooms.actions.draft import Draft
from rooms.models import Membership, Mention, Message
from rooms.models.room import Kind


def store_mentions(batch: Batch) -> None:
    """No query at all for a group in which nobody is named."""
    named = [(message, draft) for message, draft in batch.created if draft.mentioned or draft.everyone]
    edited = [(batch.changed[key], draft) for key, draft in batch.mentioning.items()]
    edited = [(message, draft) for message, draft in edited if not message.deleted_at]
    if edited:
        Mention.objects.filter(message__in=[message.pk for message, _ in edited]).delete()
    if named or edited:
        _insert(named + edited)
    for message, draft in named:
        _mark(batch, message, draft)


def _insert(pairs: list[tuple[Message, Draft]]) -> None:
    places = _members(pairs)
    rows = []
    for message, draft in pairs:
        if message.room.kind != Kind.PUBLIC:
            draft.mentioned = [user for user in draft.mentioned if (message.room_id, user.pk) in places]
        rows += [Mention(message=message, user=user) for user in draft.mentioned]
    Mention.objects.bulk_create(rows)


def _members(pairs: list[tuple[Message, Draft]]) -> set[tuple[int, int]]:
    rooms = {message.room_id for message, _ in pairs}
    users = {user.pk for _, draft in pairs for user in draft.mentioned}
    rows = Membership.objects.filter(room__in=rooms, user__in=users, left_at=None)
    return set(rows.values_list("room_id", "user_id"))


def _mark(batch: Batch, message: Message, draft: Draft) -> None:
    members = Membership.objects.filter(room=message.room_id, left_at=None).exclude(user=message.author_id)
    draft.everyone = draft.everyone and batch.members[message.room_id, message.author_id].role != "member"
    if not draft.everyone:
        members = members.filter(user__in=draft.mentioned)
    members.update(last_mention=message.seq)

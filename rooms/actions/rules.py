"""What each kind of write does, judged under the lock. Every refusal is an ActionError."""

from rooms.access import Access, banned, is_banned, not_member
from rooms.actions.batch import Batch
from rooms.actions.composing import compose
from rooms.actions.draft import Draft
from rooms.actions.gatekeeping import check_edit, check_open, passes
from rooms.actions.reacting import react
from rooms.actions.writes import Delete, Edit, Pin, React, Send, Write
from rooms.errors import ActionError, unknown_message, unknown_room
from rooms.models import Message
from rooms.models.room import Kind


def apply(batch: Batch, draft: Draft) -> tuple[Message, bool]:
    """Judge and carry out one write in memory. Returns the message and whether it was a replay."""
    write = draft.write
    access = _writer_access(batch, write)
    match write:
        case Send():
            return _send(batch, draft, write, access)
        case Edit():
            return _edit(batch, draft, write, access), False
        case Delete():
            return _delete(batch, write, access), False
        case Pin():
            return _pin(batch, write, access), False
        case React():
            return react(batch, write, access, _target(batch, write, access)), False


def _writer_access(batch: Batch, write: Write) -> Access:
    room = batch.rooms.get(write.room)
    member = batch.members.get((room.pk, write.user_id)) if room else None
    if room is None or (member is None and room.kind != Kind.PUBLIC):
        raise unknown_room()
    if member is None:
        raise banned() if is_banned(room, write.user_id) else not_member()
    if not member.may_enter:
        raise ActionError("suspended", "This account is suspended.", 403)
    return Access(room, member.user(), member)


def _send(batch: Batch, draft: Draft, write: Send, access: Access) -> tuple[Message, bool]:
    earlier = batch.sent.get((write.user_id, write.client_id))
    if earlier is not None:
        if earlier.room_id != access.room.pk:
            raise ActionError(
                "client_id_reused", "This client_id was used for a message in another room.", 409
            )
        return earlier, True
    if write.reply_to is not None and not access.from_seq <= write.reply_to <= access.room.last_seq:
        raise ActionError("unknown_reply", "The message replied to is not in this room.", 404)
    flag = passes(batch, access, batch.members[access.room.pk, write.user_id], draft, write)
    message = _create(batch, draft, write, access)
    if flag is not None:
        batch.flagged.append((message, flag))
    return message, False


def _create(batch: Batch, draft: Draft, write: Send, access: Access) -> Message:
    message = compose(draft, write, access.room, access.user)
    message.created_at = max(batch.at, access.room.last_at or batch.at)  # a clock set back disturbs no order
    batch.sent[write.user_id, write.client_id] = message
    batch.created.append((message, draft))
    return message


def _target(batch: Batch, write: Edit | Delete | React | Pin, access: Access) -> Message:
    message = batch.targets.get((access.room.pk, write.seq))
    if message is None or message.seq < access.from_seq or message.deleted_at:
        raise unknown_message()
    return message


def _edit(batch: Batch, draft: Draft, write: Edit, access: Access) -> Message:
    message = _target(batch, write, access)
    if message.author_id != write.user_id:
        raise ActionError("not_author", "Only its author may edit a message.", 403)
    member = batch.members[access.room.pk, write.user_id]
    check_open(batch, access, member)
    if message.body == write.body:
        return message
    flag = check_edit(batch, access, member, write.body, draft.html)
    if flag is not None:
        batch.flagged.append((message, flag))
    message.body, message.html, message.edited_at = write.body, draft.html, batch.at
    batch.changed[message.room_id, message.seq] = message
    batch.mentioning[message.room_id, message.seq] = draft
    return message


def _delete(batch: Batch, write: Delete, access: Access) -> Message:
    """One's own message, for good. Other people's are taken away by actions.moderation.removals."""
    message = _target(batch, write, access)
    if message.author_id != write.user_id:
        raise ActionError("not_author", "Only its author may delete a message for good.", 403)
    message.body, message.html, message.reactions, message.deleted_at = "", "", [], batch.at
    message.pinned_at = None
    batch.changed[message.room_id, message.seq] = message
    return message


def _pin(batch: Batch, write: Pin, access: Access) -> Message:
    message = _target(batch, write, access)
    if not access.may("pin"):
        raise ActionError("forbidden", "Only the room's moderators may pin messages.", 403)
    if (message.pinned_at is not None) == write.on:
        return message
    message.pinned_at = batch.at if write.on else None
    batch.changed[message.room_id, message.seq] = message
    batch.record("pin" if write.on else "unpin", access, message)
    return message

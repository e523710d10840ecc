"""What each kind of write does, judged under the lock. Every refusal is an ActionError."""

from rooms.access import Access, not_member
from rooms.actions.batch import Batch
from rooms.actions.draft import Draft
from rooms.actions.reacting import react
from rooms.actions.writes import Delete, Edit, React, Send, Write
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
        case React():
            return react(batch, write, access, _target(batch, write, access)), False


def _writer_access(batch: Batch, write: Write) -> Access:
    room = batch.rooms.get(write.room)
    member = batch.members.get((room.pk, write.user_id)) if room else None
    if room is None or (member is None and room.kind != Kind.PUBLIC):
        raise unknown_room()
    if member is None:
        raise not_member()
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
    _check_open(batch, access)
    if write.reply_to is not None and not access.from_seq <= write.reply_to <= access.room.last_seq:
        raise ActionError("unknown_reply", "The message replied to is not in this room.", 404)
    message = _create(batch, draft, write, access)
    return message, False


def _create(batch: Batch, draft: Draft, write: Send, access: Access) -> Message:
    message = Message(
        room=access.room,
        author=access.user,
        client_id=write.client_id,
        body=write.body,
        html=draft.html,
        reply_to=write.reply_to,
        created_at=batch.at,
    )
    batch.sent[write.user_id, write.client_id] = message
    batch.created.append((message, draft))
    return message


def _check_open(batch: Batch, access: Access) -> None:
    room = access.room
    if room.archived_at:
        raise ActionError("archived", "This room is archived: it can be read, not written in.", 403)
    if not access.may_write:
        raise ActionError("locked", "This room is locked: only its moderators may write.", 403)
    if room.slow_mode and not access.is_moderator:
        place = (room.pk, access.user.pk)
        last = batch.tallies.get(place)
        wait = room.slow_mode - (batch.at - last).total_seconds() if last else 0
        if wait > 0:
            raise ActionError(
                "slow_mode", f"Slow mode: write again in {wait:.0f} s.", 429, retry_after=round(wait, 1)
            )
        batch.tallies[place] = batch.at


def _target(batch: Batch, write: Edit | Delete | React, access: Access) -> Message:
    message = batch.targets.get((access.room.pk, write.seq))
    if message is None or message.seq < access.from_seq or message.deleted_at:
        raise unknown_message()
    return message


def _edit(batch: Batch, draft: Draft, write: Edit, access: Access) -> Message:
    message = _target(batch, write, access)
    if message.author_id != write.user_id:
        raise ActionError("not_author", "Only its author may edit a message.", 403)
    if access.room.archived_at or not access.may_write:
        raise ActionError("locked", "This room is closed for writing.", 403)
    if message.body == write.body:
        return message
    message.body, message.html, message.edited_at = write.body, draft.html, batch.at
    batch.changed[message.room_id, message.seq] = message
    batch.mentioning[message.room_id, message.seq] = draft
    return message


def _delete(batch: Batch, write: Delete, access: Access) -> Message:
    message = _target(batch, write, access)
    if message.author_id != write.user_id and not access.is_moderator:
        raise ActionError("not_author", "Only its author or a moderator may delete a message.", 403)
    message.body, message.html, message.reactions, message.deleted_at = "", "", [], batch.at
    message.pinned_at = None
    batch.changed[message.room_id, message.seq] = message
    return message

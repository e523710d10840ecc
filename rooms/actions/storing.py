"""Storing a numbered group: a constant number of statements, whatever its size."""

from collections import Counter

from rooms.actions.batch import Batch
from rooms.actions.mentioning import store_mentions
from rooms.actions.rowset import execute
from rooms.models import AuditEntry, HeldMessage, Mention, Message, Reaction, Report, Room

CHANGED = ["version", "body", "html", "reactions", "edited_at", "deleted_at", "pinned_at"]
MESSAGE = {
    "room_id": "bigint",
    "seq": "bigint",
    "version": "bigint",
    "author_id": "bigint",
    "client_id": "uuid",
    "kind": "text",
    "body": "text",
    "html": "text",
    "reply_to": "bigint",
    "created_at": "timestamptz",
}
INSERT = """
    INSERT INTO rooms_message (room_id, seq, version, born, author_id, client_id, kind, body, html, reply_to,
                               reactions, created_at)
    SELECT room_id, seq, version, version, author_id, client_id, kind, body, html, reply_to, '[]', created_at
    FROM {given} WHERE true RETURNING room_id, seq, id
"""
TALLY = """
    INSERT INTO rooms_tally (room_id, author_id, messages, last_at)
    SELECT room_id, author_id, messages, last_at FROM {given} WHERE true
    ON CONFLICT (room_id, author_id) DO UPDATE
    SET messages = rooms_tally.messages + excluded.messages, last_at = excluded.last_at
"""
READ = """
    UPDATE rooms_membership SET last_read = given.seq FROM {given} WHERE rooms_membership.id = given.id
"""


def store(batch: Batch) -> None:
    """Write everything `apply` put into the batch, inside the caller's transaction."""
    _store_created(batch)
    _store_changed(batch)
    store_mentions(batch)
    _store_office(batch)
    moved = {message.room_id: message.room for message, _ in batch.created}
    moved |= {message.room_id: message.room for message in batch.changed.values()}
    _store_heads(list(moved.values()))


def _store_office(batch: Batch) -> None:
    """What moderators will look at: held messages, flags, the record. Usually nothing, and then no query."""
    HeldMessage.objects.bulk_create(batch.held, ignore_conflicts=True)
    AuditEntry.objects.bulk_create(batch.records)
    reports = [
        Report(
            room=message.room,
            message=message,
            reporter_id=rule.created_by_id,
            reason=f"Word rule: {rule.pattern}",
            body=message.body,
        )
        for message, rule in batch.flagged
    ]
    Report.objects.bulk_create(reports, ignore_conflicts=True)


def _store_heads(rooms: list[Room]) -> None:
    if len(rooms) == 1:
        room = rooms[0]
        Room.objects.filter(pk=room.pk).update(
            last_seq=room.last_seq, version=room.version, last_at=room.last_at
        )
    elif rooms:
        Room.objects.bulk_update(rooms, ["last_seq", "version", "last_at"])


def _store_created(batch: Batch) -> None:
    if not batch.created:
        return
    made = {(message.room_id, message.seq): message for message, _ in batch.created}
    found = [{name: getattr(message, name) for name in MESSAGE} for message in made.values()]
    for room_id, seq, pk in execute(INSERT, MESSAGE, found):
        made[room_id, seq].pk = pk
    _count(batch)
    _mark_read(batch)


def _count(batch: Batch) -> None:
    """Raise each author's tally."""
    counts = Counter((message.room_id, message.author_id) for message, _ in batch.created)
    columns = {"room_id": "bigint", "author_id": "bigint", "messages": "bigint", "last_at": "timestamptz"}
    found = [
        {"room_id": room_id, "author_id": author_id, "messages": count, "last_at": batch.at}
        for (room_id, author_id), count in sorted(counts.items())
    ]
    execute(TALLY, columns, found)


def _mark_read(batch: Batch) -> None:
    """Whoever writes has read: their own message never shows as unread to them."""
    places = {(message.room_id, message.author_id): message.seq for message, _ in batch.created}
    found = [{"id": batch.members[place].id, "seq": seq} for place, seq in places.items()]
    execute(READ, {"id": "bigint", "seq": "bigint"}, found)


def _store_changed(batch: Batch) -> None:
    if not batch.changed:
        return
    Message.objects.bulk_update(batch.changed.values(), CHANGED)
    deleted = [message.pk for message in batch.changed.values() if message.deleted_at]
    if deleted:
        Mention.objects.filter(message__in=deleted).delete()
        Reaction.objects.filter(message__in=deleted).delete()
    if batch.unreacted:
        Reaction.objects.filter(pk__in=batch.unreacted).delete()
    gone = set(deleted)
    Reaction.objects.bulk_create([row for row in batch.reacted if row.message_id not in gone])

"""Storing a numbered group: a constant number of statements, whatever its size."""

from collections import Counter

from django.db import connection

from rooms.actions.batch import Batch
from rooms.actions.mentioning import store_mentions
from rooms.models import Membership, Mention, Message, Reaction, Room

CHANGED = ["version", "body", "html", "reactions", "edited_at", "deleted_at", "pinned_at"]
TALLY = """
    INSERT INTO rooms_tally (room_id, author_id, messages, last_at) VALUES {rows}
    ON CONFLICT (room_id, author_id) DO UPDATE
    SET messages = rooms_tally.messages + excluded.messages, last_at = excluded.last_at
"""


def store(batch: Batch) -> None:
    """Write everything `apply` put into the batch, inside the caller's transaction."""
    _store_created(batch)
    _store_changed(batch)
    store_mentions(batch)
    moved = {message.room_id: message.room for message, _ in batch.created}
    moved |= {message.room_id: message.room for message in batch.changed.values()}
    _store_heads(list(moved.values()))


def _store_heads(rooms: list[Room]) -> None:
    if len(rooms) == 1:
        room = rooms[0]
        Room.objects.filter(pk=room.pk).update(last_seq=room.last_seq, version=room.version, last_at=room.last_at)
    elif rooms:
        Room.objects.bulk_update(rooms, ["last_seq", "version", "last_at"])


def _store_created(batch: Batch) -> None:
    if not batch.created:
        return
    Message.objects.bulk_create([message for message, _ in batch.created])
    _count(batch)
    _mark_read(batch)


def _count(batch: Batch) -> None:
    """Raise each author's tally. Raw SQL: the ORM cannot add to the old value on conflict."""
    counts = Counter((message.room_id, message.author_id) for message, _ in batch.created)
    rows = [(*place, count, batch.at) for place, count in sorted(counts.items())]
    with connection.cursor() as cursor:
        cursor.execute(
            TALLY.format(rows=", ".join(["(%s, %s, %s, %s)"] * len(rows))),
            [value for row in rows for value in row],
        )


def _mark_read(batch: Batch) -> None:
    """Whoever writes has read: their own message never shows as unread to them."""
    places = {(message.room_id, message.author_id): message.seq for message, _ in batch.created}
    for place, seq in places.items():
        batch.members[place].last_read = seq
    Membership.objects.bulk_update([batch.members[place] for place in places], ["last_read"])


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

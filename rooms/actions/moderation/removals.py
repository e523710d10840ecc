"""Deleting other people's messages, one or ten thousand, and putting them back."""

from datetime import datetime
from functools import partial
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils.timezone import now

from accounts.models import User
from rooms.access import Access, enter
from rooms.actions.admission import lock
from rooms.actions.moderation.office import office, permit
from rooms.actions.moderation.record import check_reason, record
from rooms.errors import ActionError
from rooms.models import AuditEntry, Mention, Message, Removal, RemovedMessage, Room
from rooms.queries.changes import changes
from rooms.realtime.publish import publish
from rooms.wire.events import gap

MOST_SEQS = 1000
EVENTS = 200  # more changes than this at once are announced as a `gap`, which readers page

ERASE = """
    UPDATE rooms_message SET version = numbered.version, body = '', html = '', reactions = '[]',
           deleted_at = %s, pinned_at = NULL
    FROM (SELECT message_id AS id, %s + row_number() OVER (ORDER BY message_id) AS version
          FROM rooms_removedmessage WHERE removal_id = %s) AS numbered
    WHERE rooms_message.id = numbered.id
"""
RESTORE = """
    UPDATE rooms_message SET version = numbered.version, body = numbered.body, html = numbered.html,
           reactions = numbered.reactions, pinned_at = numbered.pinned_at, deleted_at = NULL
    FROM (SELECT message_id AS id, body, html, reactions, pinned_at,
                 %s + row_number() OVER (ORDER BY message_id) AS version
          FROM rooms_removedmessage WHERE removal_id = %s) AS numbered
    WHERE rooms_message.id = numbered.id
"""


def doomed(
    access: Access, *, seqs: list[int] | None, author: str | None, since: datetime | None
) -> QuerySet[Message]:
    """What a selection or an author-since names, for the preview and the act. Raises `invalid_selection`."""
    rows = Message.objects.filter(room=access.room, deleted_at=None)
    if seqs is not None and author is None:
        if not 0 < len(seqs) <= MOST_SEQS:
            raise ActionError("invalid_selection", f"Name 1 to {MOST_SEQS} messages.")
        return rows.filter(seq__in=seqs)
    if seqs is None and author is not None and since is not None:
        return rows.filter(author__username=author.lower(), created_at__gte=since)
    raise ActionError("invalid_selection", "Name messages, or an author and a time.")


@transaction.atomic
def delete_many(
    *,
    user: User,
    slug: str,
    reason: str,
    seqs: list[int] | None = None,
    author: str | None = None,
    since: datetime | None = None,
) -> tuple[Removal, AuditEntry]:
    """Delete a selection, or everything by a person since a time. Raises `nothing_to_delete` and others."""
    room = lock(office(user, slug, "delete").room)
    access = enter(user, slug)
    permit(access, "delete")
    rows = doomed(access, seqs=seqs, author=author, since=since)
    removal = Removal.objects.create(room=room, by=user, reason=check_reason(reason))
    _keep(removal, rows)
    if not removal.count:
        raise ActionError("nothing_to_delete", "There is no such message, or it is deleted already.", 404)
    with connection.cursor() as cursor:
        cursor.execute(ERASE, [_time(), room.version, removal.pk])
    Mention.objects.filter(message__in=_ids(removal)).delete()
    _advance(room, removal.count)
    after = {"count": removal.count, "removal": removal.pk}
    target = User.objects.filter(username=author.lower()).first() if author else None
    return removal, record("delete", actor=user, room=room, target=target, reason=removal.reason, after=after)


@transaction.atomic
def undo(*, user: User, slug: str, removal_id: int, reason: str = "") -> AuditEntry:
    """Put back what one act deleted, as it was. Raises `unknown_removal` or `already_undone`."""
    room = lock(office(user, slug, "undo").room)
    removal = Removal.objects.filter(pk=removal_id, room=room).first()
    if removal is None:
        raise ActionError("unknown_removal", "There was no such deletion here.", 404)
    if removal.undone_at is not None:
        raise ActionError("already_undone", "This has been taken back already.", 409)
    Removal.objects.filter(pk=removal.pk).update(undone_at=now())
    with connection.cursor() as cursor:
        cursor.execute(RESTORE, [room.version, removal.pk])
    _advance(room, removal.count)
    entry = AuditEntry.objects.filter(room=room, action="delete", after__removal=removal.pk).first()
    return record("undo", actor=user, room=room, reason=reason, after={"count": removal.count}, undoes=entry)


def _keep(removal: Removal, rows: QuerySet[Message]) -> None:
    """Copy what the messages say, in the database, and count them."""
    copied = rows.values_list("pk", "body", "html", "reactions", "pinned_at").order_by("seq")
    kept = [
        RemovedMessage(
            removal=removal, message_id=pk, body=body, html=html, reactions=reactions, pinned_at=pinned
        )
        for pk, body, html, reactions, pinned in copied
    ]
    RemovedMessage.objects.bulk_create(kept, batch_size=2000)
    removal.count = len(kept)
    removal.save(update_fields=["count"])


def _ids(removal: Removal) -> QuerySet[RemovedMessage, int]:
    return RemovedMessage.objects.filter(removal=removal).values_list("message", flat=True)


def _time() -> Any:
    return connection.ops.adapt_datetimefield_value(now())


def _advance(room: Room, count: int) -> None:
    """Take the versions, and announce: each change, or where there are too many, that there are."""
    before = room.version
    room.version += count
    Room.objects.filter(pk=room.pk).update(version=room.version)
    if count <= EVENTS:
        found = changes(room, before, count)[0]
        for event in found:
            event.prev = event.version - 1
        made = found
    else:
        made = [gap(room.pk, room.slug, before, room.version)]
    transaction.on_commit(partial(publish, made))

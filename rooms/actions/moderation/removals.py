"""Deleting other people's messages, one or ten thousand, and putting them back."""

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.timezone import now

from accounts.models import User
from rooms.access import Access, enter
from rooms.actions.admission import lock
from rooms.actions.moderation.keeping import erase, keep, restore
from rooms.actions.moderation.office import office, permit, somebody
from rooms.actions.moderation.record import check_reason, record
from rooms.actions.webhooks.outbox import keep_changes
from rooms.errors import ActionError
from rooms.models import AuditEntry, Membership, Message, Removal, Room
from rooms.models.membership import Role
from rooms.queries.changes import changes
from rooms.realtime.publish import publish
from rooms.wire.events import gap
from rooms.wire.shapes import timestamp

MOST_SEQS = 1000
EVENTS = 200  # more changes than this at once are announced as a `gap`, which readers page


@dataclass(slots=True, frozen=True, kw_only=True)
class Selection:
    """Messages by their numbers; or all by `author` `since` a time; or all by `accounts_since` a time."""

    seqs: list[int] | None = None
    author: str | None = None
    since: datetime | None = None
    accounts_since: datetime | None = None

    def rows(self, access: Access) -> QuerySet[Message]:
        """What it names in a room, for the preview and the act. Raises `invalid_selection` or `unknown_person`."""
        rows = Message.objects.filter(room=access.room, deleted_at=None)
        match self:
            case Selection(seqs=list(seqs), author=None, since=None, accounts_since=None):
                if not 0 < len(seqs) <= MOST_SEQS:
                    raise ActionError("invalid_selection", f"Name 1 to {MOST_SEQS} messages.")
                return rows.filter(seq__in=seqs)
            case Selection(seqs=None, author=str(author), since=datetime() as since, accounts_since=None):
                return rows.filter(author=somebody(author), created_at__gte=since)
            case Selection(seqs=None, author=None, since=None, accounts_since=datetime() as made):
                return by_newcomers(rows, access, made)
        raise ActionError(
            "invalid_selection", "Name messages, or an author and a time, or since when accounts were made."
        )


def by_newcomers(rows: QuerySet[Message], access: Access, made: datetime) -> QuerySet[Message]:
    """By accounts made since then: not one's own, and not those of whoever holds an office here."""
    office = Membership.objects.filter(room=access.room, left_at=None).exclude(role=Role.MEMBER)
    new = User.objects.filter(date_joined__gte=made, is_staff=False).exclude(pk=access.user.pk)
    return rows.filter(author__in=new.exclude(pk__in=office.values("user")))


@transaction.atomic
def delete_many(*, user: User, slug: str, reason: str, **chosen: Any) -> tuple[Removal, AuditEntry]:
    """Delete what a Selection (its fields are given by name) has in a room. Raises `nothing_to_delete` and others."""
    room = lock(office(user, slug, "delete").room)
    access = enter(user, slug)
    permit(access, "delete")
    selection, reason = Selection(**chosen), check_reason(reason)
    rows = selection.rows(access)
    removal = Removal.objects.create(room=room, by=user, reason=reason)
    removal.count = keep(removal, rows)
    if not removal.count:
        raise ActionError("nothing_to_delete", "There is no such message, or it is deleted already.", 404)
    removal.save(update_fields=["count"])
    erase(removal, room.version)
    _advance(room, removal.count)
    return removal, _record(removal, access, selection)


def _record(removal: Removal, access: Access, selection: Selection) -> AuditEntry:
    after: dict[str, object] = {"count": removal.count, "removal": removal.pk}
    for name in ("since", "accounts_since"):
        if at := getattr(selection, name):
            after[name] = timestamp(at)
    target = somebody(selection.author) if selection.author else None
    one = selection.seqs[0] if selection.seqs and len(selection.seqs) == 1 else None
    if one is not None:
        target = Message.objects.select_related("author").get(room=removal.room, seq=one).author
    return record(
        "delete",
        actor=access.user,
        room=removal.room,
        target=target,
        seq=one,
        reason=removal.reason,
        after=after,
    )


@transaction.atomic
def undo(*, user: User, slug: str, removal_id: int, reason: str = "") -> AuditEntry:
    """Put back what one act deleted, as it was. Raises `unknown_removal` or `already_undone`."""
    room = lock(office(user, slug, "undo").room)
    permit(enter(user, slug), "undo")  # again, under the lock: the actor may just have lost the role
    removal = Removal.objects.filter(pk=removal_id, room=room).first()
    if removal is None:
        raise ActionError("unknown_removal", "There was no such deletion here.", 404)
    if removal.undone_at is not None:
        raise ActionError("already_undone", "This has been taken back already.", 409)
    Removal.objects.filter(pk=removal.pk).update(undone_at=now())
    restore(removal, room.version)
    _advance(room, removal.count)
    entry = AuditEntry.objects.filter(room=room, action="delete", after__removal=removal.pk).first()
    return record("undo", actor=user, room=room, reason=reason, after={"count": removal.count}, undoes=entry)


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
    keep_changes(room, before)  # for outgoing webhooks
    transaction.on_commit(partial(publish, made))

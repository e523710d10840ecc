"""Erasing a person: the account goes, and what they wrote loses its author's name, or goes too.

Tombstones stay, under new versions, so that every client hears of it and no log gets a hole.
"""

from functools import partial

from django.db import connection, transaction
from django.db.models import Q
from django.utils.timezone import now

from accounts.deletion import SoleOwner, delete_account
from accounts.models import User
from rooms.actions.moderation.record import check_reason, record
from rooms.actions.webhooks.outbox import keep_changes
from rooms.errors import ActionError
from rooms.models import (
    AuditEntry,
    HeldMessage,
    Ignore,
    Membership,
    Mention,
    Message,
    Reaction,
    RemovedMessage,
    Report,
    Room,
)
from rooms.models.room import NAME_LENGTH, Kind
from rooms.queries.changes import changes
from rooms.realtime.publish import publish
from rooms.wire.events import gap

EVENTS = 200  # more changes than this at once are announced as a `gap`, which readers page
NUMBERED = """
    FROM (SELECT id, %s + row_number() OVER (ORDER BY seq) AS version FROM rooms_message
          WHERE room_id = %s AND author_id = %s) AS numbered
    WHERE rooms_message.id = numbered.id
"""
RENAME = f"UPDATE rooms_message SET version = numbered.version {NUMBERED}"  # noqa: S608 (both are above)
ERASE = f"""
    UPDATE rooms_message SET version = numbered.version, body = '', html = '', reactions = '[]', pinned_at = NULL,
           deleted_at = COALESCE(deleted_at, %s) {NUMBERED}
"""  # noqa: S608


@transaction.atomic
def purge(*, by: User, username: str, reason: str, erase: bool) -> AuditEntry:
    """For good. `erase`: their messages become tombstones; otherwise they stay, under a deleted person's name.

    Raises `unknown_person`, `last_owner` (of the site) or `invalid_reason`.
    """
    person = User.objects.filter(username=username.strip().lower(), is_active=True).first()
    if person is None:
        raise ActionError("unknown_person", "There is nobody with this username.", 404)
    reason = check_reason(reason)
    rooms = _lock_rooms(person)
    try:
        delete_account(person.pk)
    except SoleOwner:
        raise ActionError("last_owner", "Make somebody else an owner of the site first.", 409) from None
    number = sum(_rewrite(room, person, erase=erase) for room in rooms)
    _forget(person, erase=erase)
    return record(
        "purge", actor=by, target=person, reason=reason, after={"messages": number, "erased": erase}
    )


def _lock_rooms(person: User) -> list[int]:
    """All rooms that change, locked in the order in which writers lock them."""
    written = Message.objects.filter(author=person).values("room")
    reacted = Reaction.objects.filter(user=person).values("message__room")
    sat = Membership.objects.filter(user=person).values("room")
    rooms = Room.objects.filter(Q(pk__in=written) | Q(pk__in=reacted) | Q(pk__in=sat))
    return list(rooms.order_by("pk").select_for_update().values_list("pk", flat=True))


def _rewrite(room_id: int, person: User, *, erase: bool) -> int:
    """Every message of theirs in a room under a version of its own: clients see the name, or the text, go."""
    room = Room.objects.get(pk=room_id)
    mine = Message.objects.filter(room=room, author=person)
    if erase:
        for model in (Mention, Reaction, RemovedMessage):
            model.objects.filter(message__in=mine).delete()
    before, numbered = room.version, [room.version, room.pk, person.pk]
    with connection.cursor() as cursor:
        if erase:
            cursor.execute(ERASE, [connection.ops.adapt_datetimefield_value(now()), *numbered])
        else:
            cursor.execute(RENAME, numbered)
        count = cursor.rowcount
    if room.kind == Kind.DIRECT:
        room.name = _direct_name(room)
    room.version += count
    room.save(update_fields=["version", "name"])
    _announce(room, before)
    return count


def _direct_name(room: Room) -> str:
    people = Membership.objects.filter(room=room).order_by("user_id").values_list("user__username", flat=True)
    return ", ".join(people)[:NAME_LENGTH]


def _announce(room: Room, before: int) -> None:
    found, more = changes(room, before, EVENTS)
    for event in found:
        event.prev = event.version - 1
    keep_changes(room, before)  # for outgoing webhooks
    made = [gap(room.pk, room.slug, before, room.version)] if more else found
    transaction.on_commit(partial(publish, made))


def _forget(person: User, *, erase: bool) -> None:
    """What of them is not in the log."""
    HeldMessage.objects.filter(author=person).delete()
    Ignore.objects.filter(Q(user=person) | Q(ignored=person)).delete()
    Mention.objects.filter(user=person).delete()
    if erase:
        Report.objects.filter(message__author=person).update(body="")

"""Catch-up: the current state of whatever changed since a version, tombstones included, in version order."""

from collections.abc import Iterable

from rooms.models import Membership, Message, Room
from rooms.models.room import Kind
from rooms.queries.quotes import add_quotes
from rooms.wire import shapes
from rooms.wire.events import Event


def changes(room: Room, after: int, limit: int) -> tuple[list[Event], bool]:
    """Up to `limit` changes of `room` with version > `after`, and whether there are more.

    `prev` of each is the one before it (the first's is `after`): the chain has no hole, although a row
    changed twice appears once. Three queries, a fourth where something quotes something.
    """
    found: list[Event] = []
    for table in (_messages, _memberships, _settings):
        found += table(room, after, limit + 1)
    found.sort(key=lambda event: event.version)
    page = found[:limit]
    chain(page, after)
    add_quotes(page)
    return page, len(found) > limit


def chain(events: Iterable[Event], after: int) -> None:
    """Link each event to the one before it."""
    for event in events:
        event.prev = after
        after = event.version


def _messages(room: Room, after: int, limit: int) -> list[Event]:
    rows = Message.objects.filter(room=room, version__gt=after).select_related("author").order_by("version")
    return [message_event(room, row, after) for row in rows[:limit]]


def message_event(room: Room, row: Message, after: int) -> Event:
    """A message's current state for a reader at version `after`: created, unless they had it already."""
    kind = "message.created" if row.born > after else "message.updated"
    return Event(
        room_id=room.pk,
        room=room.slug,
        type="message.deleted" if row.deleted_at else kind,
        version=row.version,
        prev=after,
        payload={"message": shapes.message(row, row.author, room.slug)},
        seq=row.seq,
        reply_to=row.reply_to,
        user_id=row.author_id,
        born=row.born,
    )


def _memberships(room: Room, after: int, limit: int) -> list[Event]:
    rows = Membership.objects.filter(room=room, version__gt=after).select_related("user").order_by("version")
    return [member_event(room, row) for row in rows[:limit]]


def member_event(room: Room, row: Membership) -> Event:
    return Event(
        room_id=room.pk,
        room=room.slug,
        type="member.updated" if row.left_at is None else "member.removed",
        version=row.version,
        prev=row.version - 1,
        payload={"member": shapes.member(row, row.user), "members": room.members},
        user_id=row.user_id,
    )


def _settings(room: Room, after: int, limit: int) -> list[Event]:
    return [settings_event(room)] if room.settings_version > after else []


def only_members(event: Event, room: Room) -> Event:
    """A room that is not public (any more) closes to whoever reads it without being a member (S1)."""
    if event.type == "room.updated" and room.kind != Kind.PUBLIC:
        rows = Membership.objects.filter(room=room, left_at=None)
        event.within = list(rows.values_list("user", flat=True))
    return event


def settings_event(room: Room) -> Event:
    version = room.settings_version
    return Event(room.pk, room.slug, "room.updated", version, version - 1, {"state": shapes.state(room)})

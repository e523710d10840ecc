"""The outbox: what a room's subscriptions are to be told, stored with the change itself.

A room that nobody listens to has an empty `outgoing`, read with the row that every write locks anyway: then
there is nothing here but a look at it.
"""

import uuid
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.utils.timezone import now

from accounts.models import User
from rooms.actions.writes import request_id
from rooms.models import AuditEntry, OutgoingEvent, Room, WebhookEvent, WebhookSubscription
from rooms.queries.changes import changes
from rooms.queries.moderation.record import shape
from rooms.wire.events import Event, encode
from rooms.wire.shapes import timestamp

PAGE = 500
MESSAGES = {WebhookEvent.CREATED.value, WebhookEvent.UPDATED.value, WebhookEvent.DELETED.value}


def keep(rooms: Iterable[Room], events: list[Event], records: Iterable[AuditEntry] = ()) -> None:
    """Put what somebody wants to be told into the outbox, in the caller's transaction, the rooms being locked.

    At most one insert, and a query for names where people are mentioned.
    """
    wanted = {room.pk: set(room.outgoing.split()) for room in rooms if room.outgoing}
    if not wanted:
        return
    rows = [_message(event) for event in events if event.type in MESSAGES & wanted.get(event.room_id, set())]
    mentions = [one for one in events if WebhookEvent.MENTION in wanted.get(one.room_id, ()) and _names(one)]
    rows += _mentions(mentions) if mentions else []
    rows += [
        _moderation(entry, events)
        for entry in records
        if WebhookEvent.MODERATION in wanted.get(entry.room_id or 0, ())
    ]
    OutgoingEvent.objects.bulk_create(rows)


def keep_changes(room: Room, before: int) -> None:
    """Put everything that changed in the locked room since a version into the outbox, however much it is."""
    more = bool(room.outgoing)
    while more:
        events, more = changes(room, before, PAGE)
        for event in events:
            event.prev = event.version - 1
        keep([room], events)
        before = events[-1].version if events else before


def keep_record(entry: AuditEntry) -> None:
    """Put an act of moderation into the outbox. The room is locked here: not every act has locked it."""
    room = entry.room
    if room is not None and room.outgoing:
        keep([Room.objects.select_for_update().get(pk=room.pk)], [], [entry])


def outgoing(
    room_id: int,
    kind: str,
    data: Mapping[str, Any],
    at: datetime | None = None,
    subscription: int | None = None,
    cause: str = "",
) -> OutgoingEvent:
    """An event as it will be sent, whenever that is: `{"type", "timestamp", "data"}` (Standard Webhooks).

    `cause` is the id of the request that it comes of; without one it is the request that is answered here.
    """
    at = at or now()
    body = encode({"type": kind, "timestamp": timestamp(at), "data": dict(data)})
    key = f"evt_{uuid.uuid4().hex}"
    return OutgoingEvent(
        room_id=room_id,
        subscription_id=subscription,
        key=key,
        request_id=cause or request_id(),
        type=kind,
        body=body,
        created_at=at,
    )


def concerns(event: OutgoingEvent, row: WebhookSubscription) -> bool:
    if event.subscription_id is not None:
        return event.subscription_id == row.pk
    return event.type in row.events


def _message(event: Event) -> OutgoingEvent:
    return outgoing(event.room_id, event.type, _of(event), cause=event.request_id)


def _names(event: Event) -> bool:
    return event.type == WebhookEvent.CREATED and bool(event.mentions or event.everyone)


def _mentions(events: list[Event]) -> list[OutgoingEvent]:
    ids = {pk for event in events for pk in event.mentions}
    names = dict(User.objects.filter(pk__in=ids).values_list("pk", "username")) if ids else {}
    return [
        outgoing(
            event.room_id,
            WebhookEvent.MENTION,
            _of(event)
            | {"mentioned": [names[pk] for pk in event.mentions if pk in names], "everyone": event.everyone},
            cause=event.request_id,
        )
        for event in events
    ]


def _of(event: Event) -> dict[str, Any]:
    return {
        "room": event.room,
        "version": event.version,
        "prev": event.prev,
        "message": event.payload["message"],
    }


def _moderation(entry: AuditEntry, events: list[Event]) -> OutgoingEvent:
    """An act within a group of writes has the cause of the change it goes with."""
    room = entry.room.slug if entry.room else None
    its = (one.request_id for one in events if (one.room_id, one.seq) == (entry.room_id, entry.seq))
    return outgoing(
        entry.room_id or 0,
        WebhookEvent.MODERATION,
        {"room": room, "entry": shape(entry)},
        entry.created_at,
        cause=next(its, ""),
    )

"""A stored group as events, in version order within each room."""

from collections.abc import Iterable

from rooms.actions.batch import Batch
from rooms.actions.draft import Draft
from rooms.models import Message
from rooms.queries.quotes import add_quotes
from rooms.wire import shapes
from rooms.wire.events import Event


def events(batch: Batch) -> list[Event]:
    """The frames for everything the group changed; one query more when something quotes something."""
    made = [_created(message, draft) for message, draft in batch.created]
    for target, message in batch.changed.items():
        changed = _event(message, "message.deleted" if message.deleted_at else "message.updated")
        changed.request_id = batch.causes.get(target, "")
        made.append(changed)
    add_quotes(made)
    return made


def created(messages: Iterable[tuple[Message, Draft]]) -> list[Event]:
    """The frames for new messages alone; one query when some of them quote something."""
    made = [_created(message, draft) for message, draft in messages]
    add_quotes(made)
    return made


def _created(message: Message, draft: Draft) -> Event:
    event = _event(message, "message.created")
    event.mentions = [user.pk for user in draft.mentioned]
    event.everyone = draft.everyone
    event.request_id = draft.write.request_id
    return event


def _event(message: Message, kind: str) -> Event:
    room = message.room
    return Event(
        room_id=room.pk,
        room=room.slug,
        type=kind,
        version=message.version,
        prev=message.version - 1,
        payload={"message": shapes.message(message, message.author, room.slug)},
        seq=message.seq,
        reply_to=message.reply_to,
        user_id=message.author_id,
    )

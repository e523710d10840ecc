"""A stored group as events, in version order within each room."""

from rooms.actions.batch import Batch
from rooms.models import Message
from rooms.queries.quotes import add_quotes
from rooms.wire import shapes
from rooms.wire.events import Event


def events(batch: Batch) -> list[Event]:
    """The frames for everything the group changed; one query more when something quotes something."""
    made = [_event(message, "message.created") for message, _ in batch.created]
    for event, (_, draft) in zip(made, batch.created, strict=True):
        event.mentions = [user.pk for user in draft.mentioned]
        event.everyone = draft.everyone
        event.request_id = draft.write.request_id
    for target, message in batch.changed.items():
        changed = _event(message, "message.deleted" if message.deleted_at else "message.updated")
        changed.request_id = batch.causes.get(target, "")
        made.append(changed)
    add_quotes(made)
    return made


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

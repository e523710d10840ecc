"""Taking numbers: each created message the next seq and version, each changed one the next version."""

from rooms.actions.batch import Batch
from rooms.models import Message, Room


def next_version(room: Room) -> int:
    """Take the locked room's next version."""
    room.version += 1
    return room.version


def number(batch: Batch) -> None:
    """Stamp what is to be stored. Several changes of one message in a group share one version."""
    for message, _ in batch.created:
        _number_created(message)
    for message in batch.changed.values():
        message.version = next_version(message.room)


def _number_created(message: Message) -> None:
    room = message.room
    room.last_seq += 1
    room.last_at = message.created_at
    message.seq = room.last_seq
    message.version = message.born = next_version(room)

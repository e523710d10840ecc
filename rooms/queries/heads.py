"""Where logs stand: what a process compares itself with every two seconds."""

from rooms.models import Room
from rooms.queries.changes import changes, only_members
from rooms.queries.epochs import epoch
from rooms.wire.events import Event

PAGE = 500


def heads(room_ids: list[int]) -> tuple[str, dict[int, tuple[int, int]]]:
    """The epoch and `{room id: (version, last_seq)}`: two queries however many rooms."""
    rows = Room.objects.filter(pk__in=room_ids).values_list("pk", "version", "last_seq")
    return epoch(), {pk: (version, last_seq) for pk, version, last_seq in rows}


def missed(after: dict[int, int]) -> dict[int, list[Event]]:
    """What rooms changed after the given versions, up to 500 changes a room, for a hub with holes."""
    rooms = Room.objects.in_bulk(list(after))
    found = {pk: changes(room, after[pk], PAGE)[0] for pk, room in rooms.items()}
    return {pk: [only_members(event, rooms[pk]) for event in events] for pk, events in found.items()}

"""Where logs stand: what a process compares itself with every two seconds."""

from rooms.models import Membership, Room, Sanction
from rooms.models.room import Kind
from rooms.models.sanction import SanctionKind
from rooms.queries.changes import changes, only_members
from rooms.queries.epochs import epoch
from rooms.wire.events import Event

PAGE = 500


def heads(room_ids: list[int]) -> tuple[str, dict[int, tuple[int, int]]]:
    """The epoch and `{room id: (version, last_seq)}`: two queries however many rooms."""
    rows = Room.objects.filter(pk__in=room_ids).values_list("pk", "version", "last_seq")
    return epoch(), {pk: (version, last_seq) for pk, version, last_seq in rows}


def missed(after: dict[int, int]) -> dict[int, list[Event]]:
    """What rooms changed after the given versions, up to 500 changes a room, for a hub with holes.

    A change after the room was read comes with the next look: it would tell of the room as it was before.
    """
    rooms = Room.objects.in_bulk(list(after))
    found = {pk: changes(room, after[pk], PAGE)[0] for pk, room in rooms.items()}
    return {
        pk: [only_members(event, room) for event in found[pk] if event.version <= room.version]
        for pk, room in rooms.items()
    }


def who_may_read(room_id: int, user_ids: set[int]) -> set[int]:
    """Those of these people who may read the room as it is now. Two queries."""
    room = Room.objects.get(pk=room_id)
    members = Membership.objects.filter(room=room, user__in=user_ids, left_at=None)
    inside = set(members.values_list("user_id", flat=True))
    if room.kind != Kind.PUBLIC:
        return inside
    bans = Sanction.objects.active().filter(room=room, user__in=user_ids, kind=SanctionKind.BAN)
    return user_ids - (set(bans.values_list("user_id", flat=True)) - inside)

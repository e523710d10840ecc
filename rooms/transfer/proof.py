"""What must hold of rooms that came from a file, asked of the database before anybody can see them."""

from collections.abc import Iterator

from django.db.models import Count, F, Max, Min, Q

from rooms.models import Membership, Message, RemovedMessage, Report, Room, Tally
from rooms.transfer.errors import TransferError


def prove(rooms: list[int]) -> None:
    """Raises TransferError for the first room whose numbers do not say what its rows say."""
    for room in Room.objects.filter(pk__in=rooms).order_by("pk").iterator(chunk_size=500):
        for what in _wrong(room):
            raise TransferError(f"The room {room.slug}: {what}. Nothing was stored.")


def _wrong(room: Room) -> Iterator[str]:
    found = Message.objects.filter(room=room).aggregate(
        number=Count("pk"), low=Min("seq"), high=Max("seq"), newest=Max("version"), oldest=Min("version")
    )
    number = room.last_seq - room.first_seq + 1
    if number < 0 or room.first_seq < 1:
        yield "first_seq and last_seq contradict each other"
    if (found["number"], found["low"], found["high"]) != (
        number,
        *((room.first_seq, room.last_seq) if number else (None, None)),
    ):
        yield f"messages {room.first_seq} to {room.last_seq} are not all there"
    if not room.floor_version <= room.version or room.settings_version > room.version:
        yield "its versions contradict each other"
    if found["number"] and not 1 <= found["oldest"] <= found["newest"] <= room.version:
        yield "a message has a version that the room never had"
    yield from _wrong_members(room)
    yield from _wrong_messages(room)


def _wrong_members(room: Room) -> Iterator[str]:
    rows = Membership.objects.filter(room=room)
    if rows.filter(left_at=None).count() != room.members:
        yield "the number of its members is another"
    if rows.filter(Q(version__gt=room.version) | Q(version__lt=1)).exists():
        yield "a member has a version that the room never had"
    taken = rows.values("version")
    if Message.objects.filter(room=room, version__in=taken).exists():
        yield "a version was taken twice"


def _wrong_messages(room: Room) -> Iterator[str]:
    rows = Message.objects.filter(room=room)
    if rows.filter(Q(born__gt=F("version")) | Q(reply_to__gte=F("seq")) | Q(reply_to__lt=1)).exists():
        yield "a message is older than itself, or replies to a later one"
    counted = dict(rows.order_by().values_list("author").annotate(number=Count("pk")))
    if counted != dict(Tally.objects.filter(room=room, messages__gt=0).values_list("author", "messages")):
        yield "the tally of its authors is another"
    if Report.objects.filter(room=room).exclude(message__room=room).exists():
        yield "a report is of a message of another room"
    if RemovedMessage.objects.filter(removal__room=room).exclude(message__room=room).exists():
        yield "a removed message is of another room"

"""Who hears at once what waits for moderators, and what became of what they reported or wrote."""

from collections.abc import Iterable
from uuid import UUID

from accounts.models import User
from rooms.actions.admission import people
from rooms.models import Report, Room
from rooms.models.membership import Role
from rooms.models.report import WAITING
from rooms.models.room import Kind
from rooms.queries.moderation.desk import waiting
from rooms.realtime.notices import tell
from rooms.wire.shapes import Shape


def tell_office(room: Room) -> None:
    """Who moderates the room sees how much waits for them."""
    found = waiting(room)
    frame = {"type": "waiting", "room": room.slug, "reports": found.reports, "held": found.held}
    tell(dict.fromkeys(_office(room), frame))


def _office(room: Room) -> set[int]:
    """Administrators as well, where they rank above owners."""
    found = set(people(room).exclude(role=Role.MEMBER).values_list("user", flat=True))
    if room.kind == Kind.PUBLIC:
        found |= set(User.objects.filter(is_staff=True, is_active=True).values_list("pk", flat=True))
    return found


def tell_reporters(room: Room, settled: list[Report]) -> None:
    """Those who are still in the room; it stands on their own page of the room as well."""
    answered = {one.reporter_id: one for one in settled if one.status not in WAITING}
    here = people(room).filter(user__in=answered).values_list("user", flat=True)
    tell({user_id: _notice(room, answered[user_id]) for user_id in here})


def _notice(room: Room, report: Report) -> Shape:
    said = {"seq": report.message.seq, "status": report.status, "resolution": report.resolution}
    return {"type": "report", "room": room.slug, **said}


def tell_refused(room: Room, refused: Iterable[tuple[int, UUID]], reason: str) -> None:
    """The authors of held messages, each (user id, client_id), that they were not let through."""
    by_author: dict[int, list[str]] = {}
    for user_id, client_id in refused:
        by_author.setdefault(user_id, []).append(str(client_id))
    here = people(room).filter(user__in=by_author).values_list("user", flat=True)
    frame: Shape = {"type": "held", "room": room.slug, "status": "refused", "reason": reason}
    tell({user_id: frame | {"client_ids": by_author[user_id]} for user_id in here})

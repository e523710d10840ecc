"""Reading the record: filtered, the newest first, paged by key so that page 1,000 costs what page 1 does."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, Q, QuerySet

from rooms.models import AuditEntry, Room
from rooms.models.room import Kind
from rooms.wire.shapes import Shape, timestamp

PAGE = 50
MOST_EXPORTED = 50_000


@dataclass(slots=True, frozen=True)
class Filters:
    """`person` is a username, as who acted or was acted on; `room` is a slug; `before` is an entry's id.

    `since` and `until` are whole days in `zone`, or moments: then `until` is the first that is too late.
    """

    person: str = ""
    action: str = ""
    since: date | None = None
    until: date | None = None
    before: int | None = None
    zone: str = "UTC"
    room: str = ""

    def apply(self, rows: QuerySet[AuditEntry]) -> QuerySet[AuditEntry]:
        if self.person:
            rows = rows.filter(Q(actor__username=self.person) | Q(target__username=self.person))
        if self.room:
            rows = rows.filter(room__slug=self.room)
        if self.action:
            rows = rows.filter(action=self.action)
        if self.since:
            rows = rows.filter(created_at__gte=self._moment(self.since))
        if isinstance(self.until, datetime):
            rows = rows.filter(created_at__lt=self.until)
        elif self.until and self.until < date.max:
            rows = rows.filter(created_at__lt=self._moment(self.until + timedelta(days=1)))
        return rows.filter(pk__lt=self.before) if self.before else rows

    def _moment(self, day: date) -> datetime:
        return day if isinstance(day, datetime) else datetime.combine(day, time(), ZoneInfo(self.zone))


def record_of(room: Room | None, filters: Filters = Filters()) -> QuerySet[AuditEntry]:
    """A room's record, or with None that of the site: its own entries and those of public rooms."""
    scope = Q(room=room) if room else Q(room=None) | Q(room__kind=Kind.PUBLIC)
    rows = filters.apply(AuditEntry.objects.filter(scope))
    return rows.select_related("actor", "target", "room", "undone_by").order_by("-pk")


def entries(room: Room | None, filters: Filters = Filters()) -> list[AuditEntry]:
    """One page and one entry more, which says that there is a next page."""
    return list(record_of(room, filters)[: PAGE + 1])


def rooms_in() -> list[Room]:
    """The public rooms in whose records something stands, by name, at most 500."""
    rows = Room.objects.filter(kind=Kind.PUBLIC).filter(
        Exists(AuditEntry.objects.filter(room=OuterRef("pk")))
    )
    return list(rows.order_by("name")[:500])


def actions_in(room: Room | None) -> list[str]:
    """What can be filtered by."""
    rows = record_of(room).order_by().values_list("action", flat=True).distinct()
    return sorted(rows)


def shape(entry: AuditEntry) -> Shape:
    """An entry as the export has it."""
    return {
        "id": entry.pk,
        "at": timestamp(entry.created_at),
        "room": entry.room.slug if entry.room else None,
        "actor": entry.actor.username,
        "action": entry.action,
        "target": entry.target.username if entry.target else None,
        "seq": entry.seq,
        "reason": entry.reason,
        "until": timestamp(entry.until),
        "before": entry.before,
        "after": entry.after,
        "undoes": entry.undoes_id,
    }


def export(room: Room | None, filters: Filters) -> list[Shape]:
    """Everything that the filters let through, the newest first, at most 50,000."""
    return [shape(entry) for entry in record_of(room, filters)[:MOST_EXPORTED].iterator(chunk_size=2000)]

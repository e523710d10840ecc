"""Reading the forms of moderation: durations, times, numbers of messages."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils.timezone import now

from rooms.actions.moderation.removals import MOST_SEQS
from rooms.errors import ActionError
from rooms.queries.moderation.record import Filters
from rooms.views.request import Request

SPANS = {
    "10m": timedelta(minutes=10),
    "1h": timedelta(hours=1),
    "1d": timedelta(days=1),
    "1w": timedelta(weeks=1),
}
EVER = datetime(1970, 1, 1, tzinfo=ZoneInfo("UTC"))


def until(request: Request) -> datetime | None:
    """When a mute, ban or suspension ends: `duration` is a preset, "good" (None) or "custom" with `until`."""
    duration = request.POST.get("duration", "")
    if duration in SPANS:
        return now() + SPANS[duration]
    if duration == "good":
        return None
    if duration == "custom":
        return moment(request.POST.get("until", ""), request.user.timezone)
    raise ActionError("invalid_duration", "Choose how long it lasts.")


def moment(text: str, zone: str) -> datetime:
    """A date and time as browsers write them, on the clock of the person's own time zone."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise ActionError("invalid_time", "Give a date and a time.") from None
    return found if found.tzinfo else found.replace(tzinfo=ZoneInfo(zone))


def since(given: str, exact: str, zone: str) -> datetime:
    """From when on: a preset back from now, "ever", or "custom" with an exact time."""
    if given in SPANS:
        return now() - SPANS[given]
    return EVER if given == "ever" else moment(exact, zone)


def seqs(text: str) -> list[int]:
    """Numbers of messages: "4, 7, 20-31". Raises `invalid_selection`."""
    found: set[int] = set()
    for part in text.replace(",", " ").split():
        first, dash, last = part.partition("-")
        low, high = number(first), number(last) if dash else number(first)
        if not low <= high < low + MOST_SEQS:
            raise ActionError("invalid_selection", f"Name at most {MOST_SEQS} messages at once.")
        found.update(range(low, high + 1))
    if not 0 < len(found) <= MOST_SEQS:
        raise ActionError("invalid_selection", f"Name 1 to {MOST_SEQS} messages.")
    return sorted(found)


def number(text: str, detail: str = "Name messages by their numbers: 4, 7, 20-31.") -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 16):
        raise ActionError("invalid_number", detail)
    return int(text)


def filters(request: Request) -> Filters:
    """What of the record is asked for. What makes no sense is refused, never silently left out."""
    asked = request.GET
    return Filters(
        person=asked.get("person", "").strip().lower().replace("\0", "")[:40],
        action=asked.get("action", "").replace("\0", "")[:32],
        since=_day(asked.get("since", "")),
        until=_day(asked.get("until", "")),
        before=number(asked["before"], "before is an entry's id.") if asked.get("before") else None,
        zone=request.user.timezone,
        room=asked.get("room", "").replace("\0", "")[:90],
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise ActionError("invalid_date", "A date is written 2026-01-31.") from None

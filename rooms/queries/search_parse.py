"""What somebody asks a search for: words, "quoted phrases", and `from:` `in:` `before:` `after:`."""

import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from rooms.errors import ActionError

MOST = 200  # characters
PART = re.compile(r'"([^"]*)(?:"|$)|(\S+)')
FILTER = re.compile(r"(from|in|before|after):(.*)", re.DOTALL | re.IGNORECASE)


@dataclass(slots=True)
class Asked:
    """All of it must hold. `terms` are parts of the text, in whatever case; days begin at 00:00 UTC.

    `before` is the first day that is too late, `after` the first that is not too early.
    """

    terms: list[str] = field(default_factory=list)
    author: str | None = None
    room: str | None = None
    before: datetime | None = None
    after: datetime | None = None


def parse(query: str) -> Asked:
    """Raises `invalid_query`."""
    if not 1 <= len(query) <= MOST or not query.strip():
        raise invalid(f"A search has 1 to {MOST} characters.")
    if any(letter == "\0" or "\ud800" <= letter <= "\udfff" for letter in query):
        raise invalid("A search is a text without NUL and halves of surrogate pairs.")
    asked = Asked()
    for phrase, word in PART.findall(query):
        found = FILTER.fullmatch(word)
        if found is not None:
            _narrow(asked, found[1].lower(), found[2].strip('"'))
        elif term := phrase.strip() or word:
            asked.terms.append(term)
    asked.terms = list(dict.fromkeys(asked.terms))
    if asked == Asked():
        raise invalid("Search for at least one word.")
    return asked


def invalid(detail: str) -> ActionError:
    return ActionError("invalid_query", detail)


def _narrow(asked: Asked, name: str, given: str) -> None:
    attribute = {"from": "author", "in": "room"}.get(name, name)
    if getattr(asked, attribute) is not None:
        raise invalid(f"{name}: is there twice.")
    value: Any = _day(name, given) if name in ("before", "after") else given.lstrip("@#").lower()
    if not value:
        raise invalid(f"{name}: needs a {'username' if name == 'from' else 'room'} behind it.")
    setattr(asked, attribute, value)


def _day(name: str, given: str) -> datetime:
    try:
        if not re.fullmatch(r"\d{4}-\d\d-\d\d", given, re.ASCII):
            raise ValueError(given)
        return datetime.combine(date.fromisoformat(given), datetime.min.time(), UTC)
    except ValueError:
        raise invalid(f"{name}: needs a day like 2026-01-31 behind it.") from None

"""Finding on SQLite: FTS5 gives the rows of all terms of three characters or more, newest first.

Its index knows no room and no author, so its rows come in growing portions until a page of them is left.
"""

from collections.abc import Iterator

from django.db import connection
from django.db.models import F, Max, QuerySet

from rooms.models import Message
from rooms.queries.search_paging import NEAR, SMALL, Ids
from rooms.queries.search_parse import Asked
from rooms.queries.search_reach import Reach

INDEXED = 3  # characters
FIRST, MOST = 200, 3200  # rows in a portion
FIND = """
    SELECT rowid FROM rooms_message_search WHERE rooms_message_search MATCH %s AND rowid < %s
    ORDER BY rowid DESC LIMIT %s
"""


def find(where: Reach, asked: Asked, *, limit: int, before: int | None) -> Ids:
    """Up to `limit` ids below `before`, newest first."""
    terms = asked.terms
    top = before or (Message.objects.aggregate(top=Max("pk"))["top"] or 0) + 1
    rows = where.messages(asked).filter(pk__lt=top)
    if not terms:
        return Ids.of(_newest(rows, limit, top), limit)
    if where.size <= SMALL:
        return Ids.of(_walk(rows.order_by((F("pk") + 0).desc()), terms, limit), limit)
    if not any(len(term) >= INDEXED for term in terms):
        floor = top - NEAR
        found = _walk(rows.filter(pk__gte=floor).order_by("-pk"), terms, limit)
        return Ids.of(found, limit) if floor <= 1 or len(found) > limit else Ids(found, floor)
    return Ids.of(_through_index(rows, terms, limit, top), limit)


def finds_parts() -> bool:
    return True


def _newest(rows: QuerySet[Message], limit: int, top: int) -> list[int]:
    """Near the top first: sorting all of a room's or an author's messages takes its time."""
    ids = rows.order_by("-pk").values_list("pk", flat=True)
    near = list(ids.filter(pk__gte=top - NEAR)[: limit + 1])
    return near if len(near) > limit else list(ids[: limit + 1])


def _walk(rows: QuerySet[Message], terms: list[str], limit: int) -> list[int]:
    """SQLite's LIKE folds the case of ASCII only: Python looks, and stops when the page is full."""
    wanted = [term.lower() for term in terms]
    found: list[int] = []
    for pk, body in rows.values_list("pk", "body").iterator(chunk_size=500):
        folded = body.lower()
        if all(term in folded for term in wanted):
            found.append(pk)
            if len(found) > limit:
                break
    return found


def _through_index(rows: QuerySet[Message], terms: list[str], limit: int, top: int) -> list[int]:
    long = [term for term in terms if len(term) >= INDEXED]
    short = [term for term in terms if len(term) < INDEXED]
    found: list[int] = []
    for portion in _portions(long, top):
        left = rows.filter(pk__in=portion).order_by("-pk")
        room = limit - len(found)
        found += _walk(left, short, room) if short else left.values_list("pk", flat=True)[: room + 1]
        if len(found) > limit:
            break
    return found


def _portions(terms: list[str], top: int) -> Iterator[list[int]]:
    quoted = " AND ".join('"' + term.replace('"', '""') + '"' for term in terms)
    number = FIRST
    while True:
        with connection.cursor() as cursor:
            cursor.execute(FIND, [quoted, top, number])
            portion = [pk for (pk,) in cursor.fetchall()]
        yield portion
        if len(portion) < number:
            return
        top, number = portion[-1], min(number * 2, MOST)

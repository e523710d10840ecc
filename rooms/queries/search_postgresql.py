"""Finding on PostgreSQL: first among the newest messages, then through the index.

A word that everybody uses is found among the newest few thousand messages, where the index would list half of
all messages only to sort them; a rare word is found through the index; one that was common long ago through
both (search_sampling.py). So none costs more in a larger database. The order is by `id + 0` where the planner
must not walk the primary key instead.
"""

import re
from functools import cache

from django.db import connection
from django.db.models import F, Max, Q, QuerySet
from django.db.models.expressions import RawSQL

from rooms.models import Message
from rooms.queries.search_paging import DEEP, NEAR, SMALL, Ids
from rooms.queries.search_parse import Asked
from rooms.queries.search_reach import Reach
from rooms.queries.search_sampling import newest

INDEXED = re.compile(r"[^\W_]{3}")  # a trigram needs three letters or digits in a row
WORD = re.compile(r"\w+")
PREFIXES = "to_tsvector('simple', rooms_message.body) @@ to_tsquery('simple', %s)"


def find(where: Reach, asked: Asked, *, limit: int, before: int | None) -> Ids:
    """Up to `limit` ids below `before`, newest first; three queries, some more for a word of long ago."""
    terms = asked.terms
    matching = _matching(where.messages(asked), terms)
    if before is not None:
        matching = matching.filter(pk__lt=before)
    if not terms and len(where.rooms) == 1:  # the room's own index has them in order already
        return Ids.of(list(matching.order_by("-seq").values_list("pk", flat=True)[: limit + 1]), limit)
    if where.size <= SMALL:
        return Ids.of(_through_index(matching, limit), limit)
    indexed = not terms or any(INDEXED.search(term) for term in terms)
    top = before or (Message.objects.aggregate(top=Max("pk"))["top"] or 0) + 1
    floor = top - (NEAR if indexed else DEEP)
    found = list(matching.filter(pk__gte=floor).order_by("-pk").values_list("pk", flat=True)[: limit + 1])
    if len(found) > limit or floor <= 1:
        return Ids.of(found, limit)
    if not indexed:  # nothing but looking at each message finds these: the next page looks further back
        return Ids(found, floor)
    rest = newest(matching, floor, limit + 1 - len(found)) if terms else None
    if rest is None:
        rest = _through_index(matching.filter(pk__lt=floor), limit - len(found))
    return Ids.of(found + rest, limit)


def _through_index(rows: QuerySet[Message], limit: int) -> list[int]:
    return list(rows.order_by((F("pk") + 0).desc()).values_list("pk", flat=True)[: limit + 1])


def _matching(rows: QuerySet[Message], terms: list[str]) -> QuerySet[Message]:
    if finds_parts():
        return rows.filter(*(Q(body__icontains=term) for term in terms))
    for term in terms:
        if words := WORD.findall(term):
            sought = " <-> ".join(f"'{word}'" for word in words) + ":*"
            rows = rows.filter(RawSQL(PREFIXES, [sought]))  # noqa: S611 (the words are a parameter)
        else:
            rows = rows.filter(body__icontains=term)
    return rows


@cache
def finds_parts() -> bool:
    """Whether any part of a word is found, or (without the extension pg_trgm) only its beginning."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('rooms_message_words') IS NULL")
        return bool(cursor.fetchone()[0])

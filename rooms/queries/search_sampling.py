"""Where a word that is common, but not lately, begins to be found.

PostgreSQL's trigram index lists all messages that have it, and then looks into each: 142 ms for half of 300,000.
Some hundred messages, evenly spread, say from where on most of them need not be looked into: 17 ms.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction
from django.db.models import F, QuerySet

from rooms.models import Message

SAMPLES = 250
LEAST = 20_000  # ids: below so many, looking into each is as quick
# The index and the range of ids together, and not one of them alone: the planner believes that words are spread
# evenly, so that the other half of the messages would be looked into as well.
TOGETHER = {
    "enable_seqscan": "off",
    "enable_indexscan": "off",
    "cpu_tuple_cost": "1",
    "max_parallel_workers_per_gather": "0",  # starting them takes as long as the search
}


def newest(matching: QuerySet[Message], below: int, wanted: int) -> list[int] | None:
    """The newest ids of `matching` below an id, newest first: `wanted`, if there are so many.

    None where sampling finds nothing: then there are few, and the index alone is quick.
    """
    if below <= LEAST:
        return None
    sampled = range(below - 1, 0, -max(1, below // SAMPLES))
    marks = sorted(matching.filter(pk__in=list(sampled)).values_list("pk", flat=True), reverse=True)
    if not marks:
        return None
    found: list[int] = []
    with _together():
        for floor in _floors(marks):
            rows = matching.filter(pk__gte=floor, pk__lt=below).order_by((F("pk") + 0).desc())
            found += rows.values_list("pk", flat=True)[: wanted - len(found)]
            if len(found) >= wanted:
                break
            below = floor
    return found


def _floors(marks: list[int]) -> Iterator[int]:
    """From the newest sample on; if that is not enough from older and older ones; at last from the beginning."""
    step = 0
    while step < len(marks):
        yield marks[step]
        step = step * 4 + 1
    yield 0


@contextmanager
def _together() -> Iterator[None]:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("; ".join(f"SET LOCAL {name} = {value}" for name, value in TOGETHER.items()))
        yield
        cursor.execute("; ".join(f"SET LOCAL {name} TO DEFAULT" for name in TOGETHER))

"""Numbered pages of listings."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet

from rooms.wire.shapes import Shape

SIZE = 30


@dataclass(slots=True)
class Listing:
    """One page of a listing. `page` counts from 1; one past the end is the last."""

    items: list[Shape]
    page: int
    pages: int
    total: int


def listing(rows: QuerySet[Any, Any], page: int, shape: Callable[[Any], Shape]) -> Listing:
    """Two queries: how many there are, and the page."""
    found = Paginator(rows, SIZE).get_page(page)
    return Listing(
        [shape(row) for row in found], found.number, found.paginator.num_pages, found.paginator.count
    )

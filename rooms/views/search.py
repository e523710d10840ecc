"""`/search/`: a page, the list alone while somebody types, or the next part of it."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from chatapp.database import in_database
from rooms.errors import ActionError
from rooms.queries.search import Found, search
from rooms.queries.search_parse import MOST
from rooms.queries.sidebar import Sidebar, sidebar
from rooms.views.request import Request

PARTS = {"search-results": "search/index.html#results", "search-more": "search/index.html#more"}


@require_safe
async def show(request: Request) -> HttpResponse:
    """`q` as rooms/queries/search_parse.py has it; `before` is a message's id. One hop."""
    q, before = request.GET.get("q", ""), request.GET.get("before", "")
    part = PARTS.get(request.htmx.target or "")

    def read() -> tuple[Found | None, str, int, Sidebar | None]:
        entries = None if part else sidebar(request.user)
        try:
            found = search(request.user, q, before=_before(before)) if q.strip() else None
            return found, "", 200, entries
        except ActionError as error:
            return None, error.detail, error.status, entries

    found, problem, status, entries = await in_database(read)
    context = {"q": q[:MOST], "found": found, "problem": problem, "before": before, "sidebar": entries}
    # While somebody types, half a filter is no mistake yet; and htmx swaps no error in.
    response = render(request, part or "search/index.html", context, status=200 if part else status)
    response["Vary"] = "HX-Request, Cookie"
    return response


def _before(given: str) -> int | None:
    if not given:
        return None
    if not (given.isascii() and given.isdigit() and len(given) < 19) or int(given) < 1:
        raise ActionError("invalid_before", "before is a message's id, as the page before gave it.")
    return int(given)

"""Catch-up over HTTP for a browser whose sockets are blocked: the same lines a socket would carry."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from chatapp.database import in_database
from rooms.errors import ActionError
from rooms.queries.catch_up import MOST, CatchUp, catch_up
from rooms.views.answering import refusals
from rooms.views.request import Request
from rooms.wire.events import HTML, encode


@require_safe
@refusals
async def changes(request: Request, slug: str) -> HttpResponse:
    """`after` (a version) and `epoch` as in `subscribe`; the last line is `subscribed`.

    With `limit` (1 to 1000) so many changes at most; the last line is a `gap` while there are more.
    """
    after = request.GET.get("after", "")
    if after and not (after.isascii() and after.isdigit() and len(after) < 19):
        raise ActionError("malformed", "after must be a version.")
    known = request.GET.get("epoch") or None
    limit = _limit(request)
    body = await in_database(_lines, request, slug, int(after) if after else None, known, limit)
    return HttpResponse(body, content_type="application/x-ndjson")


def _limit(request: Request) -> int | None:
    given = request.GET.get("limit")
    if given is None:
        return None
    if not (given.isascii() and given.isdigit() and len(given) < 5 and 1 <= int(given) <= MOST):
        raise ActionError("invalid_limit", f"limit must be a number from 1 to {MOST}.")
    return int(given)


def _lines(request: Request, slug: str, after: int | None, known: str | None, limit: int | None) -> str:
    found = catch_up(request.user, slug, after, known, limit)
    lines = [event.for_reader(HTML, found.from_seq) for event in found.events]
    if found.answer == "more":
        more = {"type": "gap", "room": slug, "after": found.events[-1].version, "head": found.version}
        return "\n".join([*lines, encode(more)]) + "\n"
    return "\n".join([*_notice(found, slug, after), *lines, encode(found.frame)]) + "\n"


def _notice(found: CatchUp, slug: str, after: int | None) -> list[str]:
    if found.answer == "gap":
        return [encode({"type": "gap", "room": slug, "after": after, "head": found.version})]
    return [encode({"type": "reset", "room": slug})] if found.answer == "reset" else []

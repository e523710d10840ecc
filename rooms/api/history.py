"""`GET /rooms/{slug}/messages`: pages of history."""

from django.http import HttpRequest, HttpResponse

from rooms.api.answers import link, not_modified, raw
from rooms.api.describing import UNCHANGED, describe
from rooms.api.fields import After, Around, Before, Limit, Since, Slug, Until
from rooms.api.pages import read
from rooms.api.refusals import problem
from rooms.api.routing import router
from rooms.api.shapes.message import History
from rooms.queries.history import Bounds, Selection

CODES = ("unknown_room", "two_selectors", "repeated_parameter", "invalid_limit")
SELECTORS = ("invalid_before", "invalid_after", "invalid_around", "invalid_since", "invalid_until")


@router.get(
    "/rooms/{slug}/messages",
    tags=["messages"],
    response=History,
    openapi_extra=describe("history:read", *CODES, *SELECTORS, headers=("Link", "ETag"), notes=UNCHANGED),
)
async def list_messages(
    request: HttpRequest,
    slug: Slug,
    before: Before | None = None,
    after: After | None = None,
    around: Around | None = None,
    since: Since | None = None,
    until: Until | None = None,
    limit: Limit = 50,
) -> HttpResponse:
    """A page of history, always ascending: the newest, or (with `since`) the first since then.

    Use at most one of `before`, `after` and `around`; `since` and `until` go with any of them. Start with
    `after=0` and follow the `next` link until `has_more_after` is false: that is the whole history, and it
    is complete because its seqs have no holes.
    """
    asked = check(Selection(before, after, around, since, until, limit))
    page = await read(request, slug, asked)
    if page.text is None:
        return not_modified(page.tag)
    response = raw(page.text, page.tag)
    if links := _links(request, page.bounds, limit):
        response["Link"] = links
    return response


def check(asked: Selection) -> Selection:
    if sum(one is not None for one in (asked.before, asked.after, asked.around)) > 1:
        raise problem("two_selectors")
    if asked.since is not None and asked.until is not None and asked.until < asked.since:
        raise problem("invalid_until", "until must not be before since.")
    return asked


def _links(request: HttpRequest, where: Bounds, limit: int) -> str:
    kept = {name: request.GET[name] for name in ("since", "until") if name in request.GET} | {"limit": limit}
    return link(
        request,
        prev={"before": where.low, **kept} if where.has_more_before else None,
        next={"after": where.high, **kept} if where.has_more_after else None,
    )

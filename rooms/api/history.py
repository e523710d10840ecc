"""`GET /rooms/{slug}/messages`: pages of history."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse

from accounts.auth import Identity
from rooms.access import Access
from rooms.api.answers import encode, etag, link, matches, not_modified, raw
from rooms.api.describing import UNCHANGED, describe
from rooms.api.fields import After, Around, Before, Limit, Since, Slug, Until
from rooms.api.hop import hop
from rooms.api.reach import enter
from rooms.api.refusals import problem
from rooms.api.routing import router
from rooms.api.shapes.message import History
from rooms.queries.epochs import epoch
from rooms.queries.history import Bounds, Selection, bounds, messages, names, names_in
from rooms.wire.shapes import Shape

CODES = ("unknown_room", "two_selectors", "repeated_parameter", "invalid_limit")
SELECTORS = ("invalid_before", "invalid_after", "invalid_around", "invalid_since", "invalid_until")


@dataclass(slots=True, frozen=True)
class Page:
    """`text` is the encoded page, None when the reader has it already and no text was read."""

    tag: str
    text: str | None = None
    bounds: Bounds | None = None


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
    page = await hop(request, "history:read", lambda identity: read(request, identity, slug, asked))
    if page.text is None or page.bounds is None:
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


def read(request: HttpRequest, identity: Identity, slug: str, asked: Selection) -> Page:
    """Everything the page needs, read and encoded in the database's thread."""
    access = enter(identity, slug)
    room = access.room
    state = (epoch(), room.pk, room.version, access.from_seq, asked)
    where = bounds(access, asked)
    if "If-None-Match" in request.headers:
        tag = etag("history", state, names(access, where.low, where.high))
        if matches(request, tag):
            return Page(tag)
    rows = messages(access, where.low, where.high) if where.low <= where.high else []
    return Page(etag("history", state, names_in(rows)), encode(_shape(access, where, rows)), where)


def _shape(access: Access, where: Bounds, rows: list[Shape]) -> Shape:
    return {
        "messages": rows,
        "version": access.room.version,
        "first_seq": access.from_seq,
        "last_seq": access.room.last_seq,
        "has_more_before": where.has_more_before,
        "has_more_after": where.has_more_after,
    }


def _links(request: HttpRequest, where: Bounds, limit: int) -> str:
    kept = {name: request.GET[name] for name in ("since", "until") if name in request.GET} | {"limit": limit}
    return link(
        request,
        prev={"before": where.low, **kept} if where.has_more_before else None,
        next={"after": where.high, **kept} if where.has_more_after else None,
    )

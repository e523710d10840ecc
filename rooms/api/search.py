"""`/search`."""

from typing import Annotated

from django.http import HttpRequest, HttpResponse
from pydantic import BeforeValidator, Field

from accounts.auth import Identity
from rooms.api.answers import answer, link
from rooms.api.describing import describe
from rooms.api.fields import Limit, number, said
from rooms.api.hop import hop
from rooms.api.reach import LONGEST, reachable
from rooms.api.refusals import problem
from rooms.api.routing import router
from rooms.api.shapes.message import Message
from rooms.api.shapes.shape import Shape
from rooms.errors import unknown_room
from rooms.queries.search import Found, Hit, search
from rooms.queries.search_parse import MOST
from rooms.wire import shapes


class RoomName(Shape):
    slug: str = Field(examples=["general"])
    name: str = Field(examples=["General"], description="Of a direct conversation: whom it is with.")
    kind: str = Field(examples=["public"])


class SearchHit(Shape):
    message: Message
    room: RoomName
    excerpt: str = Field(
        description="HTML: escaped text around the first hit, each hit in `<mark>`, no other element.",
        examples=["Hello <mark>world</mark>"],
    )
    url: str = Field(description="The message's page.", examples=["/rooms/general/1/"])


class Search(Shape):
    """Newest first. `next` is the `before` of the next page, null on the last.

    A page may be short, even empty, and have a next one. `finds_parts` is false when the database finds
    only the beginnings of words.
    """

    results: list[SearchHit]
    next: int | None
    finds_parts: bool


def _text(given: object) -> str:
    if not isinstance(given, str) or not given.strip() or len(given) > MOST or "\0" in given:
        raise problem("invalid_query", f"q has 1 to {MOST} characters.")
    return given


def _author(given: object) -> str:
    if not isinstance(given, str) or not 1 <= len(given) <= 30 or "\0" in given:
        raise problem("invalid_author")
    return given


def _room(given: object) -> str:
    if not isinstance(given, str) or not given.isascii() or "\0" in given or not 1 <= len(given) <= LONGEST:
        raise unknown_room()
    return given


SYNTAX = 'Words, "quoted phrases", from:username in:slug before:2026-01-31 after:2026-01-01 (days in UTC).'
Query = Annotated[
    str,
    Field(min_length=1, max_length=MOST, pattern=r"^[^\u0000]*[^\s\u0000][^\u0000]*$"),
    said(SYNTAX, examples=["tea from:ada"]),
    BeforeValidator(_text),
]
RoomSlug = Annotated[
    str, Field(min_length=1, max_length=LONGEST), said("As in:slug."), BeforeValidator(_room)
]
AuthorName = Annotated[
    str,
    Field(min_length=1, max_length=30, pattern=r"^[^\u0000]*$"),
    said("As from:username."),
    BeforeValidator(_author),
]
Before = Annotated[int, *number("before", 1), said("What `next` was on the page before.")]


@router.get(
    "/search",
    tags=["search"],
    response=Search,
    openapi_extra=describe(
        "history:read",
        *("invalid_query", "invalid_author", "invalid_before", "invalid_limit", "unknown_room"),
        "repeated_parameter",
        headers=("Link",),
    ),
)
async def search_messages(
    request: HttpRequest,
    q: Query,
    room: RoomSlug | None = None,
    author: AuthorName | None = None,
    limit: Limit = 25,
    before: Before | None = None,
) -> HttpResponse:
    """Messages that you may see, the newest first, by their text, author, room and day."""

    def work(identity: Identity) -> Found:
        rooms = reachable(identity)
        return search(identity.user, q, limit=limit, before=before, rooms=rooms, room=room, author=author)

    found = await hop(request, "history:read", work)
    results = [_shape(hit) for hit in found.hits]
    response = answer({"results": results, "next": found.following, "finds_parts": found.finds_parts})
    if found.following is not None:
        kept = {name: request.GET[name] for name in ("q", "room", "author") if name in request.GET}
        response["Link"] = link(request, next={**kept, "limit": limit, "before": found.following})
    return response


def _shape(hit: Hit) -> shapes.Shape:
    return {"message": hit.message, "room": hit.room, "excerpt": str(hit.excerpt), "url": hit.url}

"""`/authors` and `/authors/{username}`."""

from django.http import HttpRequest, HttpResponse

from accounts.auth import Identity
from rooms.api.answers import answer
from rooms.api.describing import describe
from rooms.api.fields import PageNumber, Search, Username
from rooms.api.hop import hop
from rooms.api.reach import reachable
from rooms.api.refusals import problem
from rooms.api.routing import router
from rooms.api.shapes.person import AuthorInFull, Authors
from rooms.queries.authors import author, authors
from rooms.wire.shapes import Shape


@router.get(
    "/authors",
    tags=["authors"],
    response=Authors,
    openapi_extra=describe("rooms:read", "invalid_q", "invalid_page", "unknown_page"),
)
async def list_authors(
    request: HttpRequest,
    q: Search = "",
    page: PageNumber = 1,
) -> HttpResponse:
    """People who write in rooms that you may see, the most prolific first."""
    found = await hop(
        request, "rooms:read", lambda identity: authors(identity.user, q, page, reachable(identity))
    )
    if found.page != page:
        raise problem("unknown_page", f"There are pages 1 to {found.pages}.")
    return answer({"authors": found.items, "page": found.page, "pages": found.pages, "total": found.total})


@router.get(
    "/authors/{username}",
    tags=["authors"],
    response=AuthorInFull,
    openapi_extra=describe("rooms:read", "unknown_person"),
)
async def show_author(request: HttpRequest, username: Username) -> HttpResponse:
    """One person, with the rooms that you both may see."""

    def work(identity: Identity) -> Shape:
        if "\0" in username:
            raise problem("unknown_person")
        return author(identity.user, username, reachable(identity))

    return answer(await hop(request, "rooms:read", work))

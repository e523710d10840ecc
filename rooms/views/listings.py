"""The two listings, `/rooms/` and `/authors/`: HTML, a fragment while searching, or JSON."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render

from accounts.models import User
from accounts.scopes import open_to_tokens
from chatapp.database import in_database
from chatapp.middleware.answers import wants_json
from rooms.api.limits import count
from rooms.api.refusals import problem
from rooms.queries.authors import author, authors
from rooms.queries.listing import public_rooms
from rooms.queries.pages import Listing
from rooms.queries.personal import ignored
from rooms.queries.sidebar import Sidebar, sidebar
from rooms.views.answering import View, refusals, refused
from rooms.views.request import Request, asked_page

type Find = Callable[[User, str, int], Listing]


def counted(view: View) -> View:
    """A token's requests count here as they do under the API."""

    @wraps(view)
    async def answering(request: Request) -> HttpResponse:
        if request.identity is None or request.identity.token is None:
            return await view(request)
        allowance = await count(request)
        if allowance.is_spent:
            response = refused(request, problem("rate_limited", retry_after=allowance.wait))
        else:
            response = await view(request)
        allowance.stamp(response)
        return response

    return answering


@open_to_tokens("rooms:read")
@counted
@refusals
async def rooms(request: Request) -> HttpResponse:
    return await _list(request, "rooms", public_rooms)


@open_to_tokens("rooms:read")
@counted
@refusals
async def people(request: Request) -> HttpResponse:
    return await _list(request, "authors", authors)


@refusals
async def person(request: Request, username: str) -> HttpResponse:
    def read() -> dict[str, object]:
        return {
            "author": author(request.user, username),
            "ignored": ignored(request.user),
            "sidebar": sidebar(request.user),
        }

    return render(request, "authors/show.html", await in_database(read))


async def _list(request: Request, noun: str, find: Find) -> HttpResponse:
    """`q` narrows, `page` turns. One hop, four or five queries, whatever the number of rooms or people."""
    q, page = request.GET.get("q", "")[:100].replace("\0", ""), asked_page(request)
    if wants_json(request):
        found = await in_database(find, request.user, q, page)
        if page > found.page:  # people then see the last one; a program would read it for ever
            raise problem("unknown_page", f"There are pages 1 to {found.pages}.")
        return _json(noun, found)

    def read() -> tuple[Listing, Sidebar]:
        return find(request.user, q, page), sidebar(request.user)

    found, entries = await in_database(read)
    template = f"{noun}/index.html#list" if _is_fragment(request) else f"{noun}/index.html"
    context = {noun: found.items, "q": q, "page": found.page, "pages": found.pages, "total": found.total}
    response = render(request, template, context | {"sidebar": entries})
    response["Vary"] = "Accept, HX-Request, Cookie"
    return response


def _json(noun: str, found: Listing) -> JsonResponse:
    body = {noun: found.items, "page": found.page, "pages": found.pages, "total": found.total}
    return JsonResponse(body, headers={"Vary": "Accept, Cookie"})


def _is_fragment(request: Request) -> bool:
    """Search as you type asks for the list alone; a swap of the whole main part asks for the page."""
    return request.htmx.target in ("room-list", "author-list")

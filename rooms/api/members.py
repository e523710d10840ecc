"""`/rooms/{slug}/members`, and your own place among them."""

from django.http import HttpRequest, HttpResponse

from accounts.auth import Identity
from rooms.actions.members import join, leave
from rooms.api.answers import answer, link
from rooms.api.describing import ROOM, describe
from rooms.api.fields import AfterUsername, Limit, Slug
from rooms.api.hop import hop
from rooms.api.reach import enter
from rooms.api.routing import router
from rooms.api.shapes.member import Member, Members
from rooms.api.writing import SCOPE
from rooms.queries.roster import own_seat, roster
from rooms.wire.shapes import Shape


@router.get(
    "/rooms/{slug}/members",
    tags=["members"],
    response=Members,
    openapi_extra=describe("rooms:read", *ROOM, "invalid_after", "invalid_limit", headers=("Link",)),
)
async def list_members(
    request: HttpRequest,
    slug: Slug,
    after: AfterUsername = "",
    limit: Limit = 50,
) -> HttpResponse:
    """Who is in the room, in the order of their usernames."""
    people, more = await hop(
        request, "rooms:read", lambda identity: roster(enter(identity, slug), after, limit)
    )
    response = answer({"members": people, "has_more": more})
    if more:
        response["Link"] = link(request, next={"limit": limit, "after": people[-1]["username"]})
    return response


@router.put(
    "/rooms/{slug}/members/me",
    tags=["members"],
    response=Member,
    openapi_extra=describe(SCOPE, *ROOM, "csrf"),
)
async def join_room(request: HttpRequest, slug: Slug) -> HttpResponse:
    """Join a public room. Joining twice changes nothing."""

    def work(identity: Identity) -> Shape:
        enter(identity, slug)
        join(user=identity.user, slug=slug)
        return own_seat(enter(identity, slug))

    return answer(await hop(request, SCOPE, work))


@router.delete(
    "/rooms/{slug}/members/me",
    tags=["members"],
    response={204: None},
    openapi_extra=describe(SCOPE, *ROOM, "not_member", "direct_room", "last_owner", "csrf", success=204),
)
async def leave_room(request: HttpRequest, slug: Slug) -> HttpResponse:
    """Leave a room."""

    def work(identity: Identity) -> None:
        enter(identity, slug)
        leave(user=identity.user, slug=slug)

    await hop(request, SCOPE, work)
    return HttpResponse(status=204)

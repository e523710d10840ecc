"""Inviting to a room by link, and following one."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from chatapp.database import in_database
from rooms.access import enter
from rooms.actions.invitations import accept, invite, look
from rooms.queries.members import members
from rooms.queries.sidebar import sidebar
from rooms.views.answering import refusals
from rooms.views.request import Request


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@refusals
async def create(request: Request, slug: str) -> HttpResponse:
    """Make a link and show it, this once; whoever comes back to it finds the members."""
    if request.method != "POST":
        await in_database(enter, request.user, slug)
        return redirect("rooms:members", slug)
    token = await in_database(invite, user=request.user, slug=slug)

    def read() -> dict[str, object]:
        access = enter(request.user, slug)
        return {
            "room": access.room,
            "access": access,
            "members": members(access),
            "sidebar": sidebar(request.user),
        }

    context = await in_database(read)
    url = request.build_absolute_uri(f"/invite/{token}/")
    return render(request, "rooms/members.html", context | {"invitation_url": url})


@refusals
async def show(request: Request, token: str) -> HttpResponse:
    """Who is invited sees the room's name and a button; the button is a POST, so that no preview joins."""
    if request.method == "POST":
        room = await in_database(accept, user=request.user, token=token)
        return redirect("rooms:show", room.slug)
    invitation = await in_database(look, user=request.user, token=token)
    context = {"room": invitation.room, "invited_by": invitation.created_by, "token": token}
    return render(request, "rooms/invitation.html", context)

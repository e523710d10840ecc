"""A room's pages: show it, make one, change its settings, its members."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from chatapp.database import in_database
from rooms.access import enter, enter_as_moderator
from rooms.actions.members import add, join, leave
from rooms.actions.moderation.regulations import regulate
from rooms.actions.rooms import create_room, open_direct
from rooms.errors import ActionError
from rooms.forms import RoomForm
from rooms.queries.members import members as read_members
from rooms.queries.sidebar import sidebar, title
from rooms.views.answering import refusals
from rooms.views.request import Request
from rooms.views.screen import room_page

FIELDS = ("name", "topic", "kind")  # of the settings; each has its row in docs/permissions.md


@require_safe
@refusals
async def show(request: Request, slug: str, seq: int | None = None) -> HttpResponse:
    """The room, or (a permalink) the room around one message."""
    return await room_page(request, slug, seq)


@refusals
async def new(request: Request) -> HttpResponse:
    form = RoomForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            room = await in_database(create_room, user=request.user, **form.cleaned_data)
            return redirect("rooms:show", room.slug)
        except ActionError as error:
            form.add_error(None, error.detail)
    entries = await in_database(sidebar, request.user)
    return render(
        request, "rooms/new.html", {"form": form, "sidebar": entries}, status=400 if form.errors else 200
    )


@refusals
async def settings(request: Request, slug: str) -> HttpResponse:
    access = await in_database(enter_as_moderator, request.user, slug)
    room = access.room
    # What is above their rank is not offered; asked for all the same, it is refused, not left out.
    offered = {name for name in FIELDS if access.may(name)}
    given = request.POST or {name: getattr(room, name) for name in FIELDS}
    form = RoomForm(given, only=offered | {name for name in FIELDS if name in request.POST})
    if request.method == "POST" and form.is_valid():
        try:
            changed = {
                name: value for name, value in form.cleaned_data.items() if value != getattr(room, name)
            }
            await in_database(regulate, user=request.user, slug=slug, **changed)
            messages.success(request, "Saved.")
            return redirect("rooms:settings", slug)
        except ActionError as error:
            form.add_error(None, error.detail)
    entries = await in_database(sidebar, request.user)
    for name in set(form.fields) - offered:
        del form.fields[name]
    context = {"form": form, "room": room, "access": access, "sidebar": entries}
    return render(request, "rooms/settings.html", context, status=400 if form.errors else 200)


@refusals
async def members(request: Request, slug: str) -> HttpResponse:
    if request.method == "POST":
        person = await in_database(
            add, user=request.user, slug=slug, username=request.POST.get("username", "")
        )
        messages.success(request, f"{person.display_name} is in.")
        return redirect("rooms:members", slug)
    return render(request, "rooms/members.html", await in_database(_members_page, request, slug))


def _members_page(request: Request, slug: str) -> dict[str, Any]:
    access = enter(request.user, slug)
    shown = {"room": access.room, "access": access, "title": title(access)}
    return shown | {"members": read_members(access), "sidebar": sidebar(request.user)}


@require_POST
@refusals
async def enter_room(request: Request, slug: str) -> HttpResponse:
    await in_database(join, user=request.user, slug=slug)
    return redirect("rooms:show", slug)


@require_POST
@refusals
async def leave_room(request: Request, slug: str) -> HttpResponse:
    room = await in_database(leave, user=request.user, slug=slug)
    messages.success(request, f"You have left {room.name}.")
    return redirect("rooms:index")


@require_POST
@refusals
async def direct(request: Request) -> HttpResponse:
    """Open the direct conversation with these people, making it on first use."""
    usernames = [name.strip() for name in request.POST.getlist("username") if name.strip()]
    room = await in_database(open_direct, user=request.user, usernames=usernames)
    return redirect(reverse("rooms:show", args=[room.slug]))

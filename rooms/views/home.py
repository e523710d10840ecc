"""Where a person starts: the room they were in last, or the list of rooms."""

from django.http import HttpResponse
from django.shortcuts import redirect

from chatapp.database import in_database
from rooms.queries.home import latest_room
from rooms.views.request import Request


async def home(request: Request) -> HttpResponse:
    slug = await in_database(latest_room, request.user)
    return redirect("rooms:show", slug) if slug else redirect("rooms:index")

"""Where a person starts: the room they were in last, or the list of rooms."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from chatapp.database import in_database
from rooms.queries.home import latest_room


async def home(request: HttpRequest) -> HttpResponse:
    slug = await in_database(latest_room, request.user)
    return redirect("rooms:show", slug) if slug else redirect("rooms:index")

"""What members and moderators do to one message beside writing it: pin, report, and the list of pins."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from chatapp.database import in_database
from rooms.access import enter
from rooms.actions.moderation.reports import report as make_report
from rooms.actions.writes import Pin
from rooms.queries.pins import pins as read_pins
from rooms.queries.sidebar import sidebar, title
from rooms.realtime.sending import check_pace
from rooms.realtime.writer import writer
from rooms.views.moderation.answering import Context, done, told
from rooms.views.request import Request


@require_POST
@told
async def pin(request: Request, slug: str, seq: int) -> HttpResponse:
    on = request.POST.get("on", "1") != "0"
    check_pace(request.user.pk)
    await writer().submit(Pin(slug, request.user.pk, seq, on))
    return done(request, "Pinned." if on else "Unpinned.", reverse("rooms:show", args=[slug]))


@require_http_methods(["GET", "HEAD", "POST"])
@told
async def report(request: Request, slug: str, seq: int) -> HttpResponse:
    """A member says why a message should not be here; the page is for readers without scripts."""
    if request.method == "POST":
        reason = request.POST.get("reason", "")
        await in_database(make_report, user=request.user, slug=slug, seq=seq, reason=reason)
        return done(request, "Reported. The moderators will look at it.", reverse("rooms:show", args=[slug]))

    def read() -> Context:
        access = enter(request.user, slug)
        message = access.message(seq)
        return {"room": access.room, "access": access, "message": message, "sidebar": sidebar(request.user)}

    return render(request, "moderation/report.html", await in_database(read))


@require_safe
@told
async def pins(request: Request, slug: str) -> HttpResponse:
    def read() -> Context:
        access = enter(request.user, slug)
        found = read_pins(access)
        shown = {"room": access.room, "access": access, "title": title(access), "pins": found}
        return shown | {"sidebar": sidebar(request.user)}

    return render(request, "rooms/pins.html", await in_database(read))

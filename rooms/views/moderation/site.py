"""Moderation of the whole site, for its administrators."""

from django.http import HttpResponse
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from chatapp.database import in_database
from rooms.actions.moderation.suspensions import let_in, shut_out
from rooms.errors import ActionError
from rooms.queries.moderation.desk import site_desk
from rooms.queries.moderation.overview import switch as read_switch
from rooms.queries.moderation.record import export, record_of
from rooms.queries.moderation.reports import queue
from rooms.queries.moderation.site import suspended
from rooms.views.answering import refusals
from rooms.views.moderation.answering import done, site_page, told
from rooms.views.moderation.fields import filters, until
from rooms.views.moderation.overview import switch
from rooms.views.moderation.record import download, listing
from rooms.views.request import Request
from rooms.wire.shapes import Shape


@require_safe
@told
async def overview(request: Request) -> HttpResponse:
    return await site_page(
        request,
        "overview",
        lambda: {
            "switch": read_switch(None),
            "queue": queue(None),
            "suspended": suspended(),
            "recent": list(record_of(None)[:10]),
        },
    )


@require_safe
@told
async def reports(request: Request) -> HttpResponse:
    return await site_page(request, "reports", lambda: {"queue": queue(None), "others_decide": True})


@require_POST
@told
async def raid(request: Request) -> HttpResponse:
    return await switch(request, None)


@require_POST
@told
async def person(request: Request, username: str) -> HttpResponse:
    """`act` suspends an account, or lets it in again."""
    reason, act = request.POST.get("reason", ""), request.POST.get("act")
    if act == "suspend":
        end = until(request)
        found: User = await in_database(
            shut_out, user=request.user, username=username, reason=reason, until=end
        )
        return done(request, f"{found.display_name} is suspended.")
    if act != "unsuspend":
        raise ActionError("invalid_act", "Choose what to do.")
    found = await in_database(let_in, user=request.user, username=username, reason=reason)
    return done(request, f"{found.display_name} can come in again.")


@require_POST
@told
async def suspend_somebody(request: Request) -> HttpResponse:
    """The form that names the person in a field of its own."""
    return await person(request, request.POST.get("username", "").strip().lower().removeprefix("@"))


@require_safe
@told
async def record(request: Request) -> HttpResponse:
    asked = filters(request)
    return await site_page(request, "record", lambda: listing(request, None, asked))


@require_safe
@refusals
async def exported(request: Request, form: str) -> HttpResponse:
    asked = filters(request)

    def read() -> list[Shape]:
        site_desk(request.user)
        return export(None, asked)

    return download(await in_database(read), form, "site")

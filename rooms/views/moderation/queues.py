"""What waits for a decision: reports of members, and messages that were held back."""

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from chatapp.database import in_database
from rooms.access import Access
from rooms.actions.moderation.answering import DEEDS, act_on
from rooms.actions.moderation.holding import decide, refuse_all
from rooms.actions.moderation.reports import handle
from rooms.queries.moderation.lists import held as read_held
from rooms.queries.moderation.reports import others_decide, queue
from rooms.views.moderation.answering import Context, done, page, told
from rooms.views.moderation.fields import number, until
from rooms.views.request import Request

SAID = {"claimed": "The report is yours.", "acted": "Closed: acted on.", "dismissed": "Dismissed."}


@require_safe
@told
async def reports(request: Request, slug: str) -> HttpResponse:
    def read(access: Access) -> Context:
        return {"queue": queue(access.room), "others_decide": others_decide(access.room, request.user)}

    return await page(request, slug, "reports", "reports", read)


@require_POST
@told
async def report(request: Request, slug: str, pk: int) -> HttpResponse:
    """`status` claims, closes or dismisses it; `deed` acts and closes it in one."""
    given, user = request.POST, request.user
    deed = given.get("deed", "")
    if deed in DEEDS:
        end = until(request) if deed != "delete" else None
        reason = given.get("reason", "")
        await in_database(act_on, user=user, slug=slug, report_id=pk, deed=deed, reason=reason, until=end)
        return done(request, "Done, and the report is closed.")
    status, resolution = given.get("status", ""), given.get("reason", "")
    await in_database(handle, user=user, slug=slug, report_id=pk, status=status, resolution=resolution)
    return done(request, SAID[status])


@require_http_methods(["GET", "HEAD", "POST"])
@told
async def held(request: Request, slug: str) -> HttpResponse:
    """A POST refuses all that the page listed (`upto` is the newest), or all of it by `username`."""
    if request.method == "POST":
        given = request.POST
        upto = number(given.get("upto", ""), "upto is the newest that is refused.")
        entry = await in_database(
            refuse_all,
            user=request.user,
            slug=slug,
            upto=upto,
            username=given.get("username") or None,
            reason=given.get("reason", ""),
        )
        return done(request, f"{entry.after['count']} refused.")
    return await page(request, slug, "held", "held", lambda access: {"waits": read_held(access)})


@require_POST
@told
async def held_message(request: Request, slug: str, pk: int) -> HttpResponse:
    approve = request.POST.get("approve") == "1"
    reason = request.POST.get("reason", "")
    await in_database(decide, user=request.user, slug=slug, held_id=pk, approve=approve, reason=reason)
    return done(request, "It is in the room now." if approve else "Refused.")

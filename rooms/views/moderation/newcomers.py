"""After a raid on the site: everything that new accounts wrote in public rooms, first shown, then deleted."""

from typing import Any

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from chatapp.database import in_database
from rooms.actions.moderation.preview import preview_site
from rooms.actions.moderation.sweeping import sweep
from rooms.views.moderation.answering import done, site_page, told
from rooms.views.moderation.deletions import asked_accounts, gone, local
from rooms.views.moderation.fields import moment
from rooms.views.request import Request


@require_http_methods(["GET", "HEAD", "POST"])
@told
async def newcomers(request: Request) -> HttpResponse:
    if request.method == "POST":
        return await _sweep(request)
    asked = asked_accounts(request)

    def read() -> dict[str, Any]:
        rooms = preview_site(user=request.user, **asked) if asked else None
        total = sum(count for _, count in rooms or ())
        shown = {"rooms": rooms, "total": total, "asked": asked}
        return shown | {"given": request.GET, "accounts_from": local(request, asked)}

    return await site_page(request, "newcomers", read)


async def _sweep(request: Request) -> HttpResponse:
    since = moment(request.POST.get("accounts_since", ""), request.user.timezone)
    reason = request.POST.get("reason", "")
    made = await in_database(sweep, user=request.user, accounts_since=since, reason=reason)
    return done(request, gone(sum(removal.count for removal, _ in made)))

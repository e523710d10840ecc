"""The overview of a room's moderation, and its switches: lock, slow mode, archive, raid."""

from typing import Any

from django.http import HttpResponse
from django.utils.timezone import now
from django.views.decorators.http import require_POST, require_safe

from chatapp.database import in_database
from rooms.actions.moderation.raids import end_raid, start_raid
from rooms.actions.moderation.regulations import regulate
from rooms.errors import ActionError
from rooms.queries.moderation.overview import overview as read_overview
from rooms.queries.webhooks import given_up
from rooms.views.moderation.answering import done, page, told
from rooms.views.moderation.fields import SPANS, number
from rooms.views.request import Request

SLOW_MODES = [(0, "Off"), (5, "5 seconds"), (10, "10 seconds"), (30, "30 seconds"), (60, "1 minute"),
              (300, "5 minutes"), (900, "15 minutes"), (3600, "1 hour"), (21600, "6 hours")]  # fmt: skip
SWITCHES = ("locked", "archived", "history_visible")


@require_safe
@told
async def overview(request: Request, slug: str) -> HttpResponse:
    return await page(
        request,
        slug,
        "overview",
        "audit",
        lambda access: {
            "overview": read_overview(access),
            "given_up": given_up(access),
            "slow_modes": SLOW_MODES,
            "may_archive": access.may("archive"),
            "may_invite_policy": access.may("invite_policy"),
        },
    )


@require_POST
@told
async def settings(request: Request, slug: str) -> HttpResponse:
    """Any of the room's rules that the form names; the others stay as they are."""
    given = request.POST
    changes: dict[str, Any] = {name: given[name] == "1" for name in SWITCHES if name in given}
    if "slow_mode" in given:
        changes["slow_mode"] = number(given["slow_mode"], "Slow mode is a number of seconds.")
    if "invite_policy" in given:
        changes["invite_policy"] = given["invite_policy"]
    if not changes:
        raise ActionError("nothing_given", "There is nothing to change.")
    reason = given.get("reason", "")
    entry = await in_database(regulate, user=request.user, slug=slug, reason=reason, **changes)
    return done(request, "Done, and on the record." if entry else "It was so already.")


@require_POST
@told
async def raid(request: Request, slug: str) -> HttpResponse:
    return await switch(request, slug)


async def switch(request: Request, slug: str | None) -> HttpResponse:
    """The raid switch of a room, or with None of the site."""
    given, user = request.POST, request.user
    reason = given.get("reason", "")
    if given.get("on") == "0":
        await in_database(end_raid, user=user, slug=slug, reason=reason)
        return done(request, "The raid switch is off.")
    minutes = number(given.get("minutes", "60"), "Say for how many minutes.")
    slow_mode = number(given.get("slow_mode", "30"), "Slow mode is a number of seconds.")
    since = now() - SPANS.get(given.get("newcomers", ""), SPANS["1d"])
    await in_database(
        start_raid,
        user=user,
        slug=slug,
        minutes=minutes,
        slow_mode=slow_mode,
        newcomers_since=since,
        reason=reason,
    )
    return done(request, f"The raid switch is on for {minutes} minutes.")

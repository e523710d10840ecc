"""Members and former members of a room: roles, mutes, removals, bans."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods, require_safe

from chatapp.database import in_database
from rooms.actions.moderation.roles import set_role, transfer
from rooms.actions.moderation.sanctions import ban, mute, remove, unban, unmute
from rooms.errors import ActionError
from rooms.models.membership import Role
from rooms.queries.moderation.overview import sanctions
from rooms.queries.moderation.people import dossier, found
from rooms.views.moderation.answering import done, page, told
from rooms.views.moderation.fields import until
from rooms.views.request import Request

# What a form's `act` calls, what more it takes from the form, and what is said afterwards.
type Act = tuple[Callable[..., Any], tuple[str, ...], str]
ACTS: dict[str, Act] = {
    "mute": (mute, ("until",), "{} is muted."),
    "unmute": (unmute, (), "{} can write again."),
    "remove": (remove, (), "{} is out of the room."),
    "ban": (ban, ("until",), "{} is banned."),
    "unban": (unban, (), "{} is no longer banned."),
    "role": (set_role, ("role",), "{} has another role now."),
    "transfer": (transfer, (), "{} owns this room now."),
}


@require_safe
@told
async def people(request: Request, slug: str) -> HttpResponse:
    q = request.GET.get("q", "").strip()[:80].replace("\0", "")
    return await page(
        request,
        slug,
        "people",
        "mute",
        lambda access: {"q": q, "found": found(access, q), "sanctions": sanctions(access)},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@told
async def person(request: Request, slug: str, username: str) -> HttpResponse:
    if request.method == "POST":
        return await _act(request, slug, username)
    return await page(
        request,
        slug,
        "person",
        "mute",
        lambda access: {"dossier": dossier(access, username), "roles": Role.values},
    )


async def _act(request: Request, slug: str, username: str) -> HttpResponse:
    if request.POST.get("act") not in ACTS:
        raise ActionError("invalid_act", "Choose what to do.")
    action, takes, said = ACTS[request.POST["act"]]
    more: dict[str, object] = {}
    if "until" in takes:
        more["until"] = until(request)
    if "role" in takes:
        more["role"] = request.POST.get("role", "")
    reason = request.POST.get("reason", "")
    await in_database(action, user=request.user, slug=slug, username=username, reason=reason, **more)
    return done(request, said.format(f"@{username}"))

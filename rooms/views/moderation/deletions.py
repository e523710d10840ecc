"""Deleting many messages: first what it would touch, then doing it; and taking it back."""

from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods, require_POST

from chatapp.database import in_database
from rooms.access import Access
from rooms.actions.moderation.preview import preview
from rooms.actions.moderation.removals import delete_many, undo
from rooms.queries.moderation.lists import deletions as read_deletions
from rooms.views.moderation.answering import done, page, told
from rooms.views.moderation.fields import moment, seqs, since
from rooms.views.request import Request


@require_http_methods(["GET", "HEAD", "POST"])
@told
async def deletions(request: Request, slug: str) -> HttpResponse:
    if request.method == "POST":
        return await _delete(request, slug)
    asked = _asked(request)

    def read(access: Access) -> dict[str, Any]:
        found = preview(user=request.user, slug=slug, **asked) if asked else None
        shown = {"preview": found, "asked": asked, "deletions": read_deletions(access)}
        return shown | {"given": request.GET, "accounts_from": local(request, asked)}

    return await page(request, slug, "deletions", "delete", read)


def _asked(request: Request) -> dict[str, Any]:
    """The selection whose preview is wanted, if one is."""
    given, zone = request.GET, request.user.timezone
    if given.get("seqs", "").strip():
        return {"seqs": seqs(given["seqs"])}
    if given.get("author", "").strip():
        start = since(given.get("since", "1h"), given.get("from", ""), zone)
        return {"author": given["author"].strip().lower().removeprefix("@"), "since": start}
    return asked_accounts(request)


def asked_accounts(request: Request) -> dict[str, Any]:
    """Everything by accounts made since when, if that is asked: "1d", or "custom" with `accounts_from`."""
    given = request.GET
    if not given.get("accounts", ""):
        return {}
    start = since(given["accounts"], given.get("accounts_from", ""), request.user.timezone)
    return {"accounts_since": start}


def local(request: Request, asked: dict[str, Any]) -> str:
    """Since when accounts are new, as a field for a time shows it."""
    since = asked.get("accounts_since")
    zone = ZoneInfo(request.user.timezone)
    return f"{since.astimezone(zone):%Y-%m-%dT%H:%M:%S}" if since else ""


async def _delete(request: Request, slug: str) -> HttpResponse:
    """Exactly what the preview showed: the same numbers, or the same author or accounts since the same moment."""
    given, zone = request.POST, request.user.timezone
    chosen: dict[str, Any]
    if given.get("seqs"):
        chosen = {"seqs": seqs(given["seqs"])}
    elif given.get("accounts_since"):
        chosen = {"accounts_since": moment(given["accounts_since"], zone)}
    else:
        author = given.get("author", "").strip().lower()
        chosen = {"author": author, "since": moment(given.get("since", ""), zone)}
    reason = given.get("reason", "")
    removal, _ = await in_database(delete_many, user=request.user, slug=slug, reason=reason, **chosen)
    return done(request, gone(removal.count))


def gone(count: int) -> str:
    return f"{count} {'message is' if count == 1 else 'messages are'} gone."


@require_POST
@told
async def undo_deletion(request: Request, slug: str, pk: int) -> HttpResponse:
    reason = request.POST.get("reason", "")
    await in_database(undo, user=request.user, slug=slug, removal_id=pk, reason=reason)
    return done(request, "The messages are back.")

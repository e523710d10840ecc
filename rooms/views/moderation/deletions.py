"""Deleting many messages: first what it would touch, then doing it; and taking it back."""

from typing import Any

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
        return {"preview": found, "asked": asked, "deletions": read_deletions(access), "given": request.GET}

    return await page(request, slug, "deletions", "delete", read)


def _asked(request: Request) -> dict[str, Any]:
    """The selection whose preview is wanted, if one is."""
    given = request.GET
    if given.get("seqs", "").strip():
        return {"seqs": seqs(given["seqs"])}
    if given.get("author", "").strip():
        zone = request.user.timezone
        start = since(given.get("since", "1h"), given.get("from", ""), zone)
        return {"author": given["author"].strip().lower().removeprefix("@"), "since": start}
    return {}


async def _delete(request: Request, slug: str) -> HttpResponse:
    """Exactly what the preview showed: the same numbers, or the same author since the same moment."""
    given = request.POST
    chosen: dict[str, Any] = (
        {"seqs": seqs(given["seqs"])}
        if given.get("seqs")
        else {
            "author": given.get("author", "").strip().lower(),
            "since": moment(given.get("since", ""), request.user.timezone),
        }
    )
    reason = given.get("reason", "")
    removal, _ = await in_database(delete_many, user=request.user, slug=slug, reason=reason, **chosen)
    return done(request, f"{removal.count} {'message is' if removal.count == 1 else 'messages are'} gone.")


@require_POST
@told
async def undo_deletion(request: Request, slug: str, pk: int) -> HttpResponse:
    reason = request.POST.get("reason", "")
    await in_database(undo, user=request.user, slug=slug, removal_id=pk, reason=reason)
    return done(request, "The messages are back.")

"""The page of a room: as it is asked for, and again with what was typed in a plain form that was refused."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render

from chatapp.database import in_database
from chatapp.middleware.answers import wants_json
from rooms.content.emoji import COMMON
from rooms.errors import ActionError
from rooms.queries.screen import Screen, screen
from rooms.views.answering import say_when
from rooms.views.request import Request

# Nothing to mend in a form: a held message has arrived, and of the others there is no page.
FINAL = ("held", "unknown_room", "unknown_message")


async def room_page(request: Request, slug: str, seq: int | None) -> HttpResponse:
    """The room, or (a permalink) the room around one message."""
    return _shown(request, await in_database(screen, request.user, slug, seq))


async def again(
    request: Request, error: ActionError, slug: str, seq: int | None = None, **typed: str
) -> HttpResponse:
    """A person finds what they typed where they typed it, and why it was refused. Else raises the error.

    `typed` is a `draft` of the composer, or a `reply` or an `edit` of the message `seq`.
    """
    if wants_json(request) or error.code in FINAL:
        raise error
    found = await in_database(screen, request.user, slug, seq)
    messages.error(request, error.detail)
    return say_when(_shown(request, found, status=error.status, typed=typed), error)


def _shown(
    request: Request, found: Screen, status: int = 200, typed: dict[str, str] | None = None
) -> HttpResponse:
    line = found.timeline
    context = {
        "screen": found,
        "title": found.title,
        "people": found.people,
        "room": found.access.room,
        "access": found.access,
        "sidebar": found.sidebar,
        "composer": found.composer,
        "waiting": found.waiting,
        "ignored": found.ignored,
        "rows": line.rows,
        "version": line.version,
        "epoch": found.epoch,
        "first_seq": line.first_seq,
        "last_seq": line.last_seq,
        "has_more_before": line.has_more_before,
        "has_more_after": line.has_more_after,
        "last_read": found.access.membership.last_read if found.access.membership else line.last_seq,
        "unread_to": found.unread_to,
        "focus": found.focus,
        "focus_seq": found.seq,
        "common": COMMON,
        "typed": typed or {},
    }
    return render(request, "rooms/show.html", context, status=status)

"""Messages over HTTP: pages of history, and every write that the socket can do too."""

import uuid
from collections.abc import Callable

from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import User
from chatapp.database import in_database
from chatapp.middleware.answers import wants_json
from rooms.access import Access, enter
from rooms.actions.log import Outcome
from rooms.actions.moderation.removals import delete_many
from rooms.actions.reading import mark_read
from rooms.actions.writes import (
    Delete,
    Edit,
    React,
    Send,
    Write,
    check_body,
    check_client_id,
    check_emoji,
    check_seq,
)
from rooms.errors import ActionError
from rooms.models import Message
from rooms.queries.timeline import Timeline, timeline
from rooms.realtime.hub import hub
from rooms.realtime.sending import check_pace
from rooms.realtime.writer import writer
from rooms.views.answering import refusals
from rooms.views.request import Request
from rooms.views.screen import again
from rooms.wire import shapes

NO_REASON = "Deleted by a moderator"
SELECTORS = ("before", "after", "around")


@require_http_methods(["GET", "HEAD", "POST"])
@refusals
async def messages(request: Request, slug: str) -> HttpResponse:
    return await (_send(request, slug) if request.method == "POST" else _page(request, slug))


async def _page(request: Request, slug: str) -> HttpResponse:
    """A fragment of history: `before`, `after` or `around` a seq, else the newest."""
    asked = {name: _seq(request.GET[name], name) for name in SELECTORS if name in request.GET}
    if len(asked) > 1:
        raise ActionError("two_selectors", "Use one of before, after and around.")

    def read(user: User) -> tuple[Access, Timeline]:
        access = enter(user, slug)
        return access, timeline(access, **asked)

    access, line = await in_database(read, request.user)
    context = {"room": access.room, "access": access, "timeline": line, "rows": line.rows}
    return render(request, "messages/_page.html", context)


async def _send(request: Request, slug: str) -> HttpResponse:
    """201 with the message, or 200 when this client_id had been sent before. A plain form gets a fresh id."""
    body, reply_to = _body(request), None
    try:
        if asked := request.POST.get("reply_to"):
            reply_to = _seq(asked, "reply_to")
        client_id = check_client_id(request.POST.get("client_id") or str(uuid.uuid4()))
        write = Send(slug, request.user.pk, client_id, check_body(body), reply_to)
        check_pace(write.user_id)
        outcome = await writer().submit(write)
    except ActionError as error:
        if reply_to is None or error.code == "unknown_reply":
            return await again(request, error, slug, draft=body)
        return await again(request, error, slug, reply_to, reply=body)
    return _answer(request, slug, outcome, 200 if outcome.replayed else 201)


@require_POST
@refusals
async def edit(request: Request, slug: str, seq: int) -> HttpResponse:
    body = _body(request)
    try:
        checked = check_body(body)
        return await _write(request, slug, lambda user_id: Edit(slug, user_id, seq, checked))
    except ActionError as error:
        return await again(request, error, slug, seq, edit=body)


@require_POST
@refusals
async def delete(request: Request, slug: str, seq: int) -> HttpResponse:
    """One's own message for good; a moderator takes somebody else's away, with a reason, on the record."""
    try:
        return await _write(request, slug, lambda user_id: Delete(slug, user_id, seq))
    except ActionError as error:
        if error.code != "not_author":
            raise
    message = await in_database(_take_away, request.user, slug, seq, request.POST.get("reason") or NO_REASON)
    return _answer(request, slug, Outcome(message), 200)


def _take_away(user: User, slug: str, seq: int, reason: str) -> Message:
    delete_many(user=user, slug=slug, seqs=[seq], reason=reason)
    return enter(user, slug).message(seq)


@require_POST
@refusals
async def react(request: Request, slug: str, seq: int) -> HttpResponse:
    emoji, on = check_emoji(request.POST.get("emoji")), request.POST.get("on", "1") != "0"
    return await _write(request, slug, lambda user_id: React(slug, user_id, seq, emoji, on))


@require_POST
@refusals
async def read(request: Request, slug: str) -> HttpResponse:
    seq = _seq(request.POST.get("seq", ""), "seq")
    await in_database(enter, request.user, slug)
    hub().activity.all_read(await in_database(mark_read, [(request.user.pk, slug, seq)]))
    return JsonResponse({"seq": seq}) if wants_json(request) else redirect("rooms:show", slug)


async def _write(request: Request, slug: str, make: Callable[[int], Write]) -> HttpResponse:
    check_pace(request.user.pk)
    return _answer(request, slug, await writer().submit(make(request.user.pk)), 200)


def _answer(request: Request, slug: str, outcome: Outcome, status: int) -> HttpResponse:
    message = outcome.message
    if wants_json(request):
        return JsonResponse(shapes.message(message, message.author, slug), status=status)
    return redirect(f"{reverse('rooms:show', args=[slug])}#m-{message.seq}")


def _body(request: Request) -> str:
    return request.POST.get("body", "").replace("\r\n", "\n")


def _seq(text: str, name: str) -> int:
    return check_seq(int(text) if text.isascii() and text.isdigit() and len(text) < 20 else None, name)

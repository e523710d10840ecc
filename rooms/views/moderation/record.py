"""The record of a room: filtered, exported, taken back where that makes sense."""

import csv
import io
import json
from urllib.parse import urlencode

from django.http import HttpResponse, JsonResponse
from django.views.decorators.http import require_POST, require_safe

from chatapp.database import in_database
from rooms.access import Access
from rooms.actions.moderation.undoable import undoable
from rooms.actions.moderation.undoing import take_back
from rooms.errors import ActionError
from rooms.models import AuditEntry, Room
from rooms.queries.moderation.desk import desk
from rooms.queries.moderation.record import PAGE, Filters, actions_in, entries, export, rooms_in
from rooms.views.answering import refusals
from rooms.views.moderation.answering import Context, done, page, told
from rooms.views.moderation.fields import filters
from rooms.views.request import Request
from rooms.wire.shapes import Shape

COLUMNS = [
    "id",
    "at",
    "room",
    "actor",
    "action",
    "target",
    "seq",
    "reason",
    "until",
    "before",
    "after",
    "undoes",
]


@require_safe
@told
async def record(request: Request, slug: str) -> HttpResponse:
    asked = filters(request)
    return await page(request, slug, "record", "audit", lambda access: listing(request, access.room, asked))


def listing(request: Request, room: Room | None, asked: Filters) -> Context:
    """One page of entries and the way to the next."""
    found = entries(room, asked)
    query = {name: value for name, value in request.GET.items() if name != "before" and value}
    older = urlencode(query | {"before": found[PAGE - 1].pk}) if len(found) > PAGE else ""
    return {
        "entries": found[:PAGE],
        "older": older,
        "query": urlencode(query),
        "given": request.GET,
        "actions": actions_in(room),
        "rooms": [] if room else rooms_in(),
        "undoable": undoable(found[:PAGE]),
    }


@require_safe
@refusals
async def exported(request: Request, slug: str, form: str) -> HttpResponse:
    asked = filters(request)

    def read() -> tuple[Access, list[Shape]]:
        access = desk(request.user, slug, "audit")
        return access, export(access.room, asked)

    access, rows = await in_database(read)
    return download(rows, form, access.room.slug)


def download(rows: list[Shape], form: str, name: str) -> HttpResponse:
    """`form` is csv or json."""
    if form not in ("csv", "json"):
        raise ActionError("unknown_form", "The record is exported as csv or json.", 404)
    response: HttpResponse = JsonResponse({"entries": rows}) if form == "json" else _csv(rows)
    response["Content-Disposition"] = f'attachment; filename="record-{name}.{form}"'
    return response


def _csv(rows: list[Shape]) -> HttpResponse:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    writer.writerows([_cell(row[name]) for name in COLUMNS] for row in rows)
    return HttpResponse(text.getvalue(), content_type="text/csv; charset=utf-8")


def _cell(value: object) -> str:
    """A spreadsheet must not run what a member wrote: a cell that begins like a formula gets a quote before it."""
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False) if value else ""
    text = "" if value is None else str(value)
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


@require_POST
@told
async def undo(request: Request, slug: str, pk: int) -> HttpResponse:
    reason = request.POST.get("reason", "")
    entry: AuditEntry = await in_database(take_back, user=request.user, slug=slug, entry_id=pk, reason=reason)
    return done(request, "The messages are back." if entry.action == "undo" else "Taken back.")

"""`/rooms/{slug}/reports`: reporting a message, and the moderators' queue."""

from typing import Literal

from django.http import HttpRequest, HttpResponse
from pydantic import ConfigDict

from accounts.auth import Identity
from rooms.actions.moderation.reports import handle, report
from rooms.api import writing
from rooms.api.answers import answer, link
from rooms.api.describing import BODY, ROOM, describe
from rooms.api.fields import Limit, SeqInBody, Slug
from rooms.api.hop import hop
from rooms.api.moderation.acting import ACT, SCOPE, why
from rooms.api.moderation.fields import BeforeId, Id, Reason, StatusName, absent
from rooms.api.reach import enter
from rooms.api.routing import router
from rooms.api.shapes.moderation import HandledReport, Report, Reports
from rooms.api.shapes.shape import Shape
from rooms.queries.moderation.desk import desk
from rooms.queries.moderation.record import shape
from rooms.queries.moderation.reports import page, report_shape
from rooms.wire import shapes


class NewReport(Shape):
    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"example": {"seq": 1, "reason": "Insulting people"}}
    )

    seq: SeqInBody
    reason: Reason


class Decision(Shape):
    """`reason` is what the reporter is told."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"example": {"status": "dismissed", "reason": "It is a joke"}}
    )

    status: Literal["claimed", "acted", "dismissed"]
    reason: Reason = absent()


@router.get(
    "/rooms/{slug}/reports",
    tags=["moderation"],
    response=Reports,
    openapi_extra=describe(
        SCOPE,
        *ROOM,
        "forbidden",
        *("invalid_status", "invalid_before", "invalid_limit", "repeated_parameter"),
        headers=("Link",),
    ),
)
async def list_reports(
    request: HttpRequest,
    slug: Slug,
    status: StatusName | None = None,
    before: BeforeId | None = None,
    limit: Limit = 50,
) -> HttpResponse:
    """The room's reports, the newest first."""

    def work(identity: Identity) -> tuple[list[shapes.Shape], bool]:
        enter(identity, slug)
        room = desk(identity.user, slug, "reports").room
        found = page(room, status, before, limit + 1)
        return [report_shape(one) for one in found[:limit]], len(found) > limit

    found, more = await hop(request, SCOPE, work)
    response = answer({"reports": found, "has_more": more})
    if more:
        narrowed: dict[str, object] = {"status": status} if status else {}
        response["Link"] = link(request, next={**narrowed, "limit": limit, "before": found[-1]["id"]})
    return response


@router.post(
    "/rooms/{slug}/reports",
    tags=["moderation"],
    response={201: Report},
    openapi_extra=describe(
        writing.SCOPE,
        *ROOM,
        *BODY,
        *("not_member", "invalid_seq", "invalid_reason", "unknown_message", "yourself", "already_reported"),
        success=201,
    ),
)
async def report_message(request: HttpRequest, slug: Slug, payload: NewReport) -> HttpResponse:
    """Report a message to the room's moderators. Its text is kept as it is now."""

    def work(identity: Identity) -> shapes.Shape:
        enter(identity, slug)
        return report_shape(report(user=identity.user, slug=slug, seq=payload.seq, reason=payload.reason))

    return answer(await hop(request, writing.SCOPE, work), 201)


@router.patch(
    "/rooms/{slug}/reports/{id}",
    tags=["moderation"],
    response=HandledReport,
    openapi_extra=describe(
        SCOPE,
        *ACT,
        *BODY,
        *("invalid_id", "invalid_status", "invalid_reason", "unknown_report", "already_resolved", "yourself"),
    ),
)
async def handle_report(request: HttpRequest, slug: Slug, id: Id, payload: Decision) -> HttpResponse:  # noqa: A002 (as the path has it)
    """Claim a report, close it as acted on, or dismiss it. The reporter is told."""

    def work(identity: Identity) -> shapes.Shape:
        enter(identity, slug)
        found, entry = handle(
            user=identity.user,
            slug=slug,
            report_id=id,
            status=payload.status,
            resolution=why(payload.reason),
        )
        return report_shape(found) | {"audit": shape(entry)}

    return answer(await hop(request, SCOPE, work))

"""`/rooms/{slug}/audit`: the record."""

from django.http import HttpRequest, HttpResponse

from accounts.auth import Identity
from rooms.api.answers import answer, link
from rooms.api.describing import ROOM, describe
from rooms.api.fields import Limit, Slug
from rooms.api.hop import hop
from rooms.api.moderation.acting import SCOPE
from rooms.api.moderation.fields import ActionName, BeforeId, EntriesSince, EntriesUntil, PersonName
from rooms.api.reach import enter
from rooms.api.routing import router
from rooms.api.shapes.moderation import Record
from rooms.queries.moderation.desk import desk
from rooms.queries.moderation.record import Filters, record_of, shape
from rooms.wire.shapes import Shape

FILTERS = ("person", "action", "since", "until")


@router.get(
    "/rooms/{slug}/audit",
    tags=["moderation"],
    response=Record,
    openapi_extra=describe(
        SCOPE,
        *ROOM,
        "forbidden",
        "repeated_parameter",
        *(f"invalid_{name}" for name in (*FILTERS, "before", "limit")),
        headers=("Link",),
    ),
)
async def show_record(
    request: HttpRequest,
    slug: Slug,
    person: PersonName = "",
    action: ActionName = "",
    since: EntriesSince | None = None,
    until: EntriesUntil | None = None,
    before: BeforeId | None = None,
    limit: Limit = 50,
) -> HttpResponse:
    """What was done in the room by those who may, the newest first."""
    asked = Filters(person=person.lower(), action=action, since=since, until=until, before=before)

    def work(identity: Identity) -> tuple[list[Shape], bool]:
        enter(identity, slug)
        room = desk(identity.user, slug, "audit").room
        found = list(record_of(room, asked)[: limit + 1])
        return [shape(entry) for entry in found[:limit]], len(found) > limit

    found, more = await hop(request, SCOPE, work)
    response = answer({"entries": found, "has_more": more})
    if more:
        narrowed = {name: request.GET[name] for name in FILTERS if name in request.GET}
        response["Link"] = link(request, next={**narrowed, "limit": limit, "before": found[-1]["id"]})
    return response

"""`/rooms/{slug}/raid`: the raid switch."""

from django.http import HttpRequest, HttpResponse
from pydantic import ConfigDict, Field, StrictInt

from rooms.actions.moderation.raids import LONGEST_MINUTES, SLOWEST, end_raid, start_raid
from rooms.api.answers import answer
from rooms.api.describing import describe
from rooms.api.fields import Slug
from rooms.api.moderation.acting import ACT, SCOPE, WHY, act
from rooms.api.moderation.fields import UNSAID, NewcomersSince, Reason, Why, absent
from rooms.api.routing import router
from rooms.api.shapes.moderation import Entry
from rooms.api.shapes.shape import Shape
from rooms.models import AuditEntry


class Switch(Shape):
    """All of it may be left out."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"example": {"minutes": 60, "slow_mode": 30, "reason": "Raid"}}
    )

    minutes: StrictInt = Field(60, ge=1, le=LONGEST_MINUTES, description="It ends by itself.")
    slow_mode: StrictInt = Field(30, ge=0, le=SLOWEST, description="Seconds between one person's messages.")
    newcomers_since: NewcomersSince = absent()
    reason: Reason = absent()


USUAL = Switch.model_validate({})


@router.put(
    "/rooms/{slug}/raid",
    tags=["moderation"],
    response=Entry,
    openapi_extra=describe(
        SCOPE, *ACT, *WHY, "invalid_minutes", "invalid_slow_mode", "invalid_newcomers_since"
    ),
)
async def switch_raid_on(request: HttpRequest, slug: Slug, payload: Switch = USUAL) -> HttpResponse:
    """Slow mode for everybody, messages of new accounts held, no invitations. Again, it begins anew."""
    given = payload.model_dump(exclude_none=True)
    return answer(await act(request, slug, _start, **given))


@router.delete(
    "/rooms/{slug}/raid",
    tags=["moderation"],
    response=Entry,
    openapi_extra=describe(SCOPE, *ACT, *WHY, "no_raid"),
)
async def switch_raid_off(request: HttpRequest, slug: Slug, payload: Why = UNSAID) -> HttpResponse:
    """End it before its time. What the whole site's switch does goes on."""
    return answer(await act(request, slug, end_raid, **payload.model_dump(exclude_none=True)))


def _start(**given: object) -> AuditEntry:
    return start_raid(**given)[1]  # type: ignore[arg-type]

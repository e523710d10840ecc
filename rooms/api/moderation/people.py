"""`/rooms/{slug}/mutes`, `…/bans` and `…/members`: what is done to a person in a room."""

from django.http import HttpRequest, HttpResponse
from pydantic import ConfigDict

from rooms.actions.moderation import roles, sanctions
from rooms.api.answers import answer
from rooms.api.describing import BODY, describe
from rooms.api.fields import Slug, Username
from rooms.api.moderation.acting import ON_PERSON, SCOPE, WHY, act, why
from rooms.api.moderation.fields import UNSAID, Because, Ends, Reason, Why, absent
from rooms.api.routing import router
from rooms.api.shapes.member import RoleName
from rooms.api.shapes.moderation import Entry
from rooms.api.shapes.shape import Shape

IMPOSE = describe(SCOPE, *ON_PERSON, *BODY, "invalid_reason", "invalid_until", "in_the_past")


class Sanction(Shape):
    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"example": {"reason": "Insulting people", "until": "2126-11-23T06:25:24Z"}},
    )

    reason: Reason
    until: Ends | None = None


class NewRole(Shape):
    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": {"role": "moderator"}})

    role: RoleName
    reason: Reason = absent()


@router.put("/rooms/{slug}/mutes/{username}", tags=["moderation"], response=Entry, openapi_extra={**IMPOSE})
async def mute_person(
    request: HttpRequest, slug: Slug, username: Username, payload: Sanction
) -> HttpResponse:
    """Let somebody read and not write, until a time or for good. Again, it changes the time and the reason."""
    given = {"username": username, "reason": payload.reason, "until": payload.until}
    return answer(await act(request, slug, sanctions.mute, **given))


@router.delete(
    "/rooms/{slug}/mutes/{username}",
    tags=["moderation"],
    response=Entry,
    openapi_extra=describe(SCOPE, *ON_PERSON, *WHY, "not_muted"),
)
async def unmute_person(
    request: HttpRequest, slug: Slug, username: Username, payload: Why = UNSAID
) -> HttpResponse:
    """Let somebody write again."""
    given = {"username": username, "reason": why(payload.reason)}
    return answer(await act(request, slug, sanctions.unmute, **given))


@router.put("/rooms/{slug}/bans/{username}", tags=["moderation"], response=Entry, openapi_extra={**IMPOSE})
async def ban_person(request: HttpRequest, slug: Slug, username: Username, payload: Sanction) -> HttpResponse:
    """Put somebody out and keep them out, whether they are in the room, have left it or never were there."""
    given = {"username": username, "reason": payload.reason, "until": payload.until}
    return answer(await act(request, slug, sanctions.ban, **given))


@router.delete(
    "/rooms/{slug}/bans/{username}",
    tags=["moderation"],
    response=Entry,
    openapi_extra=describe(SCOPE, *ON_PERSON, *WHY, "not_banned"),
)
async def unban_person(
    request: HttpRequest, slug: Slug, username: Username, payload: Why = UNSAID
) -> HttpResponse:
    """Let somebody back in. They come back by themselves."""
    given = {"username": username, "reason": why(payload.reason)}
    return answer(await act(request, slug, sanctions.unban, **given))


@router.put(
    "/rooms/{slug}/members/{username}",
    tags=["moderation"],
    response=Entry,
    openapi_extra=describe(
        SCOPE,
        *ON_PERSON,
        *BODY,
        "invalid_reason",
        "invalid_role",
        "not_a_member",
        "same_role",
        "last_owner",
    ),
)
async def set_member_role(
    request: HttpRequest, slug: Slug, username: Username, payload: NewRole
) -> HttpResponse:
    """Make a member a moderator, an owner, or a member again."""
    given = {"username": username, "role": payload.role, "reason": why(payload.reason)}
    return answer(await act(request, slug, roles.set_role, **given))


@router.delete(
    "/rooms/{slug}/members/{username}",
    tags=["moderation"],
    response=Entry,
    openapi_extra=describe(SCOPE, *ON_PERSON, *BODY, "invalid_reason", "not_a_member", "last_owner"),
)
async def remove_member(
    request: HttpRequest, slug: Slug, username: Username, payload: Because
) -> HttpResponse:
    """Put somebody out of the room. They may come back where anybody may, or when they are invited anew."""
    given = {"username": username, "reason": payload.reason}
    return answer(await act(request, slug, sanctions.remove, **given))

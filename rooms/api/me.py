"""`/me`: who the credentials stand for."""

from django.http import HttpRequest, HttpResponse

from accounts.auth import Identity
from rooms.api.answers import answer
from rooms.api.describing import describe
from rooms.api.hop import hop
from rooms.api.routing import router
from rooms.api.shapes.person import Me
from rooms.wire.shapes import Shape, person, timestamp


@router.get("/me", tags=["me"], response=Me, openapi_extra=describe(None))
async def show_me(request: HttpRequest) -> HttpResponse:
    """Who you are, and what your token may do."""
    return answer(await hop(request, None, _shape))


def _shape(identity: Identity) -> Shape:
    user, token = identity.user, identity.token
    return person(user) | {
        "timezone": user.timezone,
        "is_bot": user.is_bot,
        "date_joined": timestamp(user.date_joined),
        "token": token
        and {"name": token.name, "scopes": token.scopes, "expires_at": timestamp(token.expires_at)},
    }

"""`/rooms/{slug}/messages/{seq}/reactions/{emoji}`."""

from django.http import HttpRequest, HttpResponse

from rooms.actions.writes import React, check_emoji
from rooms.api.describing import WRITE, describe
from rooms.api.fields import Emoji, Seq, Slug
from rooms.api.messages import answered
from rooms.api.routing import router
from rooms.api.shapes.message import Message
from rooms.api.writing import SCOPE, write

DESCRIBED = describe(
    SCOPE, *WRITE, "invalid_seq", "unknown_message", "invalid_emoji", "too_many_reactions", "new_account"
)
PATH = "/rooms/{slug}/messages/{seq}/reactions/{emoji}"


@router.put(PATH, tags=["reactions"], response=Message, openapi_extra=DESCRIBED)
async def put_reaction(request: HttpRequest, slug: Slug, seq: Seq, emoji: Emoji) -> HttpResponse:
    """Put an emoji under a message. Doing it twice changes nothing."""
    return await _react(request, slug, seq, emoji, on=True)


@router.delete(PATH, tags=["reactions"], response=Message, openapi_extra=DESCRIBED)
async def remove_reaction(request: HttpRequest, slug: Slug, seq: Seq, emoji: Emoji) -> HttpResponse:
    """Take your own emoji away. Doing it twice changes nothing."""
    return await _react(request, slug, seq, emoji, on=False)


async def _react(request: HttpRequest, slug: str, seq: int, emoji: str, *, on: bool) -> HttpResponse:
    chosen = check_emoji(emoji)
    return answered(await write(request, slug, lambda user_id: React(slug, user_id, seq, chosen, on)), slug)

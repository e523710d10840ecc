"""`/rooms/{slug}/read`: how far you have read."""

from django.http import HttpRequest, HttpResponse
from pydantic import ConfigDict

from accounts.auth import Identity
from rooms.actions.reading import ReadPlace as Place
from rooms.actions.reading import mark_read
from rooms.api.answers import answer
from rooms.api.describing import BODY, ROOM, describe
from rooms.api.fields import SeqInBody, Slug
from rooms.api.hop import hop
from rooms.api.reach import enter_as_member
from rooms.api.routing import router
from rooms.api.shapes.member import ReadPlace
from rooms.api.shapes.shape import Shape
from rooms.api.writing import SCOPE
from rooms.errors import unknown_message
from rooms.realtime.hub import hub


class NewPlace(Shape):
    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": {"seq": 1}})

    seq: SeqInBody


@router.put(
    "/rooms/{slug}/read",
    tags=["members"],
    response=ReadPlace,
    openapi_extra=describe(SCOPE, *ROOM, *BODY, "not_member", "invalid_seq", "unknown_message"),
)
async def put_read_place(request: HttpRequest, slug: Slug, payload: NewPlace) -> HttpResponse:
    """Say how far you have read. It never moves back; the answer says where it is."""

    def work(identity: Identity) -> tuple[dict[Place, int], int]:
        access = enter_as_member(identity, slug)
        if payload.seq > access.room.last_seq:
            raise unknown_message()
        before = access.membership.last_read if access.membership else 0
        return mark_read([(identity.user_id, slug, payload.seq)]), max(payload.seq, before)

    moved, seq = await hop(request, SCOPE, work)
    hub().activity.all_read(moved)
    return answer({"seq": seq})

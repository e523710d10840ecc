"""`/rooms` and `/rooms/{slug}`."""

from typing import Any, Literal

from django.http import HttpRequest, HttpResponse
from pydantic import ConfigDict, Field, StrictBool, StrictInt, StrictStr

from accounts.auth import Identity
from rooms.actions.moderation.regulations import SLOWEST, regulate
from rooms.actions.rooms import create_room
from rooms.api.answers import answer, link
from rooms.api.describing import BODY, ROOM, describe
from rooms.api.fields import AfterSlug, Joined, Limit, Search, Slug
from rooms.api.hop import hop
from rooms.api.moderation.acting import WHY
from rooms.api.moderation.fields import UNSAID, Reason, Why, absent
from rooms.api.reach import enter, reachable
from rooms.api.refusals import problem
from rooms.api.routing import router
from rooms.api.shapes.moderation import ChangedRoom
from rooms.api.shapes.room import Room, Rooms
from rooms.api.shapes.shape import Shape as Described
from rooms.models.room import NAME_LENGTH, TOPIC_LENGTH
from rooms.queries.directory import directory, room_shape
from rooms.queries.moderation.record import shape
from rooms.wire.shapes import Shape

type Kind = Literal["public", "private"]


class NewRoom(Described):
    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"example": {"name": "Tea", "kind": "public"}}
    )

    name: StrictStr = Field(min_length=1, max_length=NAME_LENGTH, description="One line of visible text.")
    topic: StrictStr = Field("", max_length=TOPIC_LENGTH)
    kind: Kind = "public"
    history_visible: StrictBool = Field(True, description="Newcomers may read what was before them.")


class RoomSettings(Described):
    """What is absent stays as it is. Each field needs its own rank in the room (docs/permissions.md)."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"minProperties": 1, "example": {"topic": "Green or black?"}}
    )

    name: StrictStr = absent(min_length=1, max_length=NAME_LENGTH)
    topic: StrictStr = absent(max_length=TOPIC_LENGTH)
    kind: Kind = absent()
    locked: StrictBool = absent(description="Only moderators may write.")
    slow_mode: StrictInt = absent(ge=0, le=SLOWEST, description="Seconds between one person's messages.")
    invite_policy: Literal["members", "moderators"] = absent(description="Who may invite.")
    history_visible: StrictBool = absent(description="Newcomers may read what was before them.")
    archived: StrictBool = absent(description="It can be read, and not written in.")
    reason: Reason = absent()


@router.get(
    "/rooms",
    tags=["rooms"],
    response=Rooms,
    openapi_extra=describe(
        "rooms:read", "invalid_q", "invalid_joined", "invalid_after", "invalid_limit", headers=("Link",)
    ),
)
async def list_rooms(
    request: HttpRequest,
    q: Search = "",
    joined: Joined | None = None,
    after: AfterSlug = "",
    limit: Limit = 50,
) -> HttpResponse:
    """Every room you may see: the public ones and your own, archived ones too, in the order of their slugs."""

    def work(identity: Identity) -> tuple[list[Shape], bool]:
        found, more = directory(
            reachable(identity), identity.user, q=q, joined=joined, after=after, limit=limit
        )
        return [room_shape(access) for access in found], more

    shapes, more = await hop(request, "rooms:read", work)
    response = answer({"rooms": shapes, "has_more": more})
    if more:
        narrowed = {name: request.GET[name] for name in ("q", "joined") if name in request.GET}
        response["Link"] = link(request, next={**narrowed, "limit": limit, "after": shapes[-1]["slug"]})
    return response


@router.post(
    "/rooms",
    tags=["rooms"],
    response={201: Room},
    openapi_extra=describe(
        "moderation",
        *BODY,
        "invalid_name",
        "invalid_topic",
        "invalid_kind",
        "invalid_history_visible",
        "new_account",
        success=201,
        headers=("Location",),
    ),
)
async def make_room(request: HttpRequest, payload: NewRoom) -> HttpResponse:
    """A new room, of which you are the owner."""

    def work(identity: Identity) -> Shape:
        if identity.token is not None and identity.token.limited:
            raise problem("insufficient_scope", "A token for chosen rooms makes no others.")
        room = create_room(user=identity.user, **payload.model_dump())
        return room_shape(enter(identity, room.slug))

    shape = await hop(request, "moderation", work)
    response = answer(shape, 201)
    response["Location"] = f"{request.path}/{shape['slug']}"
    return response


@router.get("/rooms/{slug}", tags=["rooms"], response=Room, openapi_extra=describe("rooms:read", *ROOM))
async def show_room(request: HttpRequest, slug: Slug) -> HttpResponse:
    """One room. A room that is hidden from you looks exactly like one that does not exist."""
    return answer(await hop(request, "rooms:read", lambda identity: room_shape(enter(identity, slug))))


@router.patch(
    "/rooms/{slug}",
    tags=["rooms"],
    response=ChangedRoom,
    openapi_extra=describe(
        "moderation",
        *ROOM,
        *BODY,
        "invalid_reason",
        "forbidden",
        "direct_room",
        "no_fields",
        *(f"invalid_{name}" for name in ("locked", "slow_mode", "invite_policy", "archived")),
        *(f"invalid_{name}" for name in ("name", "topic", "kind", "history_visible")),
    ),
)
async def change_room(request: HttpRequest, slug: Slug, payload: RoomSettings) -> HttpResponse:
    """Change a room's settings."""
    asked = payload.model_dump(exclude_unset=True)
    if not asked.keys() - {"reason"}:
        raise problem("no_fields")
    return answer(await _regulate(request, slug, asked))


@router.delete(
    "/rooms/{slug}",
    tags=["rooms"],
    response=ChangedRoom,
    openapi_extra=describe("moderation", *ROOM, *WHY, "forbidden", "direct_room", "csrf"),
)
async def archive_room(request: HttpRequest, slug: Slug, payload: Why = UNSAID) -> HttpResponse:
    """Archive a room: it can be read for ever, and not written in. Only its owner may."""
    asked = {"archived": True, **payload.model_dump(exclude_unset=True)}
    return answer(await _regulate(request, slug, asked))


async def _regulate(request: HttpRequest, slug: str, changes: dict[str, Any]) -> Shape:
    def work(identity: Identity) -> Shape:
        enter(identity, slug)
        entry = regulate(user=identity.user, slug=slug, **changes)
        return room_shape(enter(identity, slug)) | {"audit": shape(entry) if entry else None}

    return await hop(request, "moderation", work)

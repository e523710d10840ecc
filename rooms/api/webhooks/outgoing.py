"""`/rooms/{slug}/webhooks/outgoing`: addresses that are told what happens in the room."""

from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from pydantic import ConfigDict, Field, StrictStr

from accounts.auth import Identity
from rooms.actions.webhooks.subscriptions import subscribe
from rooms.api.answers import answer
from rooms.api.describing import BODY, describe
from rooms.api.fields import Slug
from rooms.api.hop import hop
from rooms.api.moderation.acting import ACT, SCOPE
from rooms.api.reach import enter
from rooms.api.routing import router
from rooms.api.shapes import webhook as shapes
from rooms.api.shapes.shape import Shape as Described
from rooms.models.webhook_out import WebhookEvent
from rooms.queries import webhooks
from rooms.queries.moderation.desk import desk
from rooms.queries.moderation.record import shape
from rooms.webhooks.address import LENGTH
from rooms.wire.shapes import Shape

PATH = "/rooms/{slug}/webhooks/outgoing"
EXAMPLE: dict[str, Any] = {"url": "https://receiver.example/events", "events": ["message.created"]}
Url = Annotated[
    StrictStr, Field(min_length=1, max_length=LENGTH, description="http or https, to anywhere public.")
]
Events = Annotated[list[shapes.Kind], Field(min_length=1, max_length=len(WebhookEvent))]


class NewOutgoingWebhook(Described):
    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": EXAMPLE})

    url: Url
    events: Events


@router.get(
    PATH,
    tags=["webhooks"],
    response=shapes.OutgoingWebhooks,
    openapi_extra=describe(SCOPE, "unknown_room", "forbidden"),
)
async def list_outgoing_webhooks(request: HttpRequest, slug: Slug) -> HttpResponse:
    """The addresses that are told what happens here, the oldest first. For the room's owners."""

    def work(identity: Identity) -> list[Shape]:
        enter(identity, slug)
        found = webhooks.subscriptions(desk(identity.user, slug, "webhooks_out"))
        return [webhooks.subscription_shape(one) for one in found]

    return answer({"webhooks": await hop(request, SCOPE, work)})


@router.post(
    PATH,
    tags=["webhooks"],
    response={201: shapes.MadeOutgoingWebhook},
    openapi_extra=describe(
        SCOPE, *ACT, *BODY, "invalid_url", "invalid_events", "too_many_webhooks",
        success=201, headers=("Location",),
    ),
)  # fmt: skip
async def make_outgoing_webhook(
    request: HttpRequest, slug: Slug, payload: NewOutgoingWebhook
) -> HttpResponse:
    """From now on this address is told of these events, each signed, in order, until it has taken them."""

    def work(identity: Identity) -> Shape:
        enter(identity, slug)
        row, entry = subscribe(user=identity.user, slug=slug, **payload.model_dump())
        return webhooks.subscription_shape(row) | {"secret": row.secret, "audit": shape(entry)}

    made = await hop(request, SCOPE, work)
    response = answer(made, 201)
    response["Location"] = f"{request.path}/{made['id']}"
    return response

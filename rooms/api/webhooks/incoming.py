"""`/rooms/{slug}/webhooks/incoming`: addresses through which programs write in the room."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.debug import sensitive_variables
from pydantic import ConfigDict, Field, StrictStr

from accounts.auth import Identity
from rooms.actions.webhooks.incoming import make_hook, revoke_hook
from rooms.api.answers import answer
from rooms.api.describing import BODY, describe
from rooms.api.fields import Slug
from rooms.api.hop import hop
from rooms.api.moderation.acting import ACT, SCOPE, WHY, act, why
from rooms.api.moderation.fields import UNSAID, Id, Why
from rooms.api.reach import enter
from rooms.api.routing import router
from rooms.api.shapes import webhook as shapes
from rooms.api.shapes.moderation import Entry
from rooms.api.shapes.shape import Shape as Described
from rooms.models.room import NAME_LENGTH
from rooms.queries.moderation.desk import desk
from rooms.queries.moderation.record import shape
from rooms.queries.webhooks import incoming, incoming_shape
from rooms.wire.shapes import Shape


class NewIncomingWebhook(Described):
    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": {"name": "Deployments"}})

    name: StrictStr = Field(min_length=1, max_length=NAME_LENGTH, description="One line of visible text.")


@router.get(
    "/rooms/{slug}/webhooks/incoming",
    tags=["webhooks"],
    response=shapes.IncomingWebhooks,
    openapi_extra=describe(SCOPE, "unknown_room", "forbidden"),
)
async def list_incoming_webhooks(request: HttpRequest, slug: Slug) -> HttpResponse:
    """The addresses through which programs write here, the newest first."""

    def work(identity: Identity) -> list[Shape]:
        enter(identity, slug)
        return [incoming_shape(one) for one in incoming(desk(identity.user, slug, "webhooks_in"))]

    return answer({"webhooks": await hop(request, SCOPE, work)})


@router.post(
    "/rooms/{slug}/webhooks/incoming",
    tags=["webhooks"],
    response={201: shapes.MadeIncomingWebhook},
    openapi_extra=describe(
        SCOPE, *ACT, *BODY, "invalid_name", "too_many_webhooks",
        success=201, headers=("Location",),
    ),
)  # fmt: skip
@sensitive_variables("token", "url", "made")
async def make_incoming_webhook(
    request: HttpRequest, slug: Slug, payload: NewIncomingWebhook
) -> HttpResponse:
    """A new address that takes what Slack's incoming webhooks take. It is in this one answer and nowhere else."""

    def work(identity: Identity) -> Shape:
        enter(identity, slug)
        hook, token, entry = make_hook(user=identity.user, slug=slug, bot_name=payload.name)
        url = settings.PUBLIC_URL or f"{request.scheme}://{request.get_host()}"
        url += reverse("rooms:hook", args=[token])
        return incoming_shape(hook) | {"url": url, "audit": shape(entry)}

    made = await hop(request, SCOPE, work)
    response = answer(made, 201)
    response["Location"] = f"{request.path}/{made['id']}"
    return response


@router.delete(
    "/rooms/{slug}/webhooks/incoming/{id}",
    tags=["webhooks"],
    response=Entry,
    openapi_extra=describe(SCOPE, *ACT, *WHY, "invalid_id", "unknown_webhook"),
)
async def revoke_incoming_webhook(
    request: HttpRequest,
    slug: Slug,
    id: Id,  # noqa: A002 (as the path has it)
    payload: Why = UNSAID,
) -> HttpResponse:
    """Its address works no more, at once, and its bot leaves. What it wrote stays."""
    return answer(await act(request, slug, revoke_hook, hook_id=id, reason=why(payload.reason)))

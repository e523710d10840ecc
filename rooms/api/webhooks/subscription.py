"""`/rooms/{slug}/webhooks/outgoing/{id}`: one address that is told, its settings and its deliveries."""

from django.http import HttpRequest, HttpResponse
from pydantic import ConfigDict, StrictBool

from accounts.auth import Identity
from rooms.actions.webhooks import redelivery, subscriptions
from rooms.api.answers import answer
from rooms.api.describing import BODY, describe
from rooms.api.fields import Slug
from rooms.api.hop import hop
from rooms.api.moderation.acting import ACT, SCOPE, WHY, act, why
from rooms.api.moderation.fields import UNSAID, Id, Why, absent
from rooms.api.reach import enter
from rooms.api.refusals import problem
from rooms.api.routing import router
from rooms.api.shapes import webhook as shapes
from rooms.api.shapes.moderation import Entry
from rooms.api.shapes.shape import Shape as Described
from rooms.api.webhooks.outgoing import PATH, Events, Url
from rooms.queries import webhooks
from rooms.queries.moderation.desk import desk
from rooms.queries.moderation.record import shape
from rooms.wire.shapes import Shape

ONE = ("invalid_id", "unknown_webhook")


class OutgoingWebhookSettings(Described):
    """What is absent stays as it is."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"minProperties": 1, "example": {"events": ["mention"]}}
    )

    url: Url = absent()
    events: Events = absent()
    enabled: StrictBool = absent(description="Switched on, it goes on where it stopped, or tries again now.")


@router.get(
    PATH + "/{id}",
    tags=["webhooks"],
    response=shapes.OutgoingWebhookInFull,
    openapi_extra=describe(SCOPE, "unknown_room", "forbidden", *ONE),
)
async def show_outgoing_webhook(request: HttpRequest, slug: Slug, id: Id) -> HttpResponse:  # noqa: A002 (as the path has it)
    """One of them, how it is doing, and its last deliveries."""

    def work(identity: Identity) -> Shape:
        enter(identity, slug)
        found = webhooks.subscription(desk(identity.user, slug, "webhooks_out"), id)
        state: Shape = {"state": found.state, "waiting": found.waiting}
        log = [webhooks.attempt_shape(one) for one in found.log]
        return webhooks.subscription_shape(found.row) | state | {"deliveries": log}

    return answer(await hop(request, SCOPE, work))


@router.patch(
    PATH + "/{id}",
    tags=["webhooks"],
    response=shapes.ChangedOutgoingWebhook,
    openapi_extra=describe(
        SCOPE, *ACT, *BODY, *ONE, "no_fields", "invalid_url", "invalid_events", "invalid_enabled"
    ),
)
async def change_outgoing_webhook(
    request: HttpRequest,
    slug: Slug,
    id: Id,  # noqa: A002 (as the path has it)
    payload: OutgoingWebhookSettings,
) -> HttpResponse:
    """Another address, other events, on or off. What waits is sent to the new address."""
    asked = payload.model_dump(exclude_unset=True)
    if not asked:
        raise problem("no_fields")

    def work(identity: Identity) -> Shape:
        enter(identity, slug)
        row, entry = subscriptions.adjust(user=identity.user, slug=slug, subscription_id=id, **asked)
        return webhooks.subscription_shape(row) | {"audit": shape(entry) if entry else None}

    return answer(await hop(request, SCOPE, work))


@router.delete(
    PATH + "/{id}", tags=["webhooks"], response=Entry, openapi_extra=describe(SCOPE, *ACT, *WHY, *ONE)
)
async def remove_outgoing_webhook(
    request: HttpRequest,
    slug: Slug,
    id: Id,  # noqa: A002 (as the path has it)
    payload: Why = UNSAID,
) -> HttpResponse:
    """It is told nothing more, and its log is gone."""
    reason = why(payload.reason)
    return answer(await act(request, slug, subscriptions.unsubscribe, subscription_id=id, reason=reason))


@router.post(
    PATH + "/{id}/test",
    tags=["webhooks"],
    response={202: shapes.TestEvent},
    openapi_extra=describe(SCOPE, *ACT, *ONE, "webhook_disabled", success=202),
)
async def test_outgoing_webhook(request: HttpRequest, slug: Slug, id: Id) -> HttpResponse:  # noqa: A002 (as the path has it)
    """Send it an event of the type `test`, after what waits. How that went is among its deliveries."""

    def work(identity: Identity) -> Shape:
        enter(identity, slug)
        event = redelivery.test(user=identity.user, slug=slug, subscription_id=id)
        return {"event": event.key}

    return answer(await hop(request, SCOPE, work), 202)

from typing import Literal

from pydantic import Field

from rooms.api.shapes.moderation import Entry
from rooms.api.shapes.shape import Moment, Shape

type Kind = Literal["message.created", "message.updated", "message.deleted", "mention", "moderation"]


class IncomingWebhook(Shape):
    """An address through which programs write. The address itself is told once, to whoever made it."""

    id: int
    name: str = Field(examples=["Deployments"], description="What its bot is called.")
    username: str = Field(description="Its bot's.", examples=["hook-1f2e3d4c5b"])
    prefix: str = Field(description="How the secret part of its address begins.")
    created_by: str = Field(examples=["ada"])
    created_at: Moment
    last_used_at: Moment | None


class IncomingWebhooks(Shape):
    webhooks: list[IncomingWebhook]


class MadeIncomingWebhook(IncomingWebhook):
    url: str = Field(description="Send messages here. It cannot be had again.")
    audit: Entry


class OutgoingWebhook(Shape):
    """An address that is told of what happens in the room."""

    id: int
    url: str = Field(examples=["https://receiver.example/events"])
    events: list[Kind]
    enabled: bool
    disabled_why: str
    failing_since: Moment | None
    delivered_at: Moment | None = Field(description="When it last took an event.")
    created_by: str = Field(examples=["ada"])
    created_at: Moment


class OutgoingWebhooks(Shape):
    webhooks: list[OutgoingWebhook]


class MadeOutgoingWebhook(OutgoingWebhook):
    secret: str = Field(description="Check signatures with it. Owners see it on the webhook's page too.")
    audit: Entry


class ChangedOutgoingWebhook(OutgoingWebhook):
    audit: Entry | None = Field(description="Null when it was so already.")


class Attempt(Shape):
    """One request and how it was answered. `status` is null when there was no answer."""

    id: int
    event: str = Field(description="The event's id, as in `webhook-id`.")
    type: str = Field(examples=["message.created"])
    number: int = Field(description="Which try of this event.")
    at: Moment
    milliseconds: int
    status: int | None
    answer: str = Field(description="The beginning of what was answered.")
    error: str
    delivered: bool


class OutgoingWebhookInFull(OutgoingWebhook):
    state: Literal["off", "failing", "waiting", "fine"]
    waiting: int = Field(description="Events that it has still to be told; at most 1,000 are counted.")
    deliveries: list[Attempt] = Field(description="The last 50 tries, the newest first.")


class TestEvent(Shape):
    event: str = Field(description="The id it is sent under.")

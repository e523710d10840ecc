from typing import Any, Literal

from pydantic import Field

from rooms.api.shapes.person import Person
from rooms.api.shapes.shape import Moment, Shape


class Reaction(Shape):
    emoji: str = Field(examples=["👍"])
    count: int
    users: list[str] = Field(description="At most 20 usernames.")


class Message(Shape):
    """A message at its last change. A deleted one stays, with `deleted_at` and an empty `body` and `html`."""

    id: int
    room: str = Field(examples=["general"])
    seq: int = Field(description="Its number in the room, for ever.")
    version: int = Field(description="The room's version at which it last changed.")
    author: Person
    body: str = Field(examples=["Hello **world**"])
    html: str = Field(examples=["<p>Hello <strong>world</strong></p>"])
    created_at: Moment
    edited_at: Moment | None
    deleted_at: Moment | None
    pinned_at: Moment | None
    reply_to: int | None = Field(description="The seq of the message it answers.")
    client_id: str = Field(json_schema_extra={"format": "uuid"})
    reactions: list[Reaction]
    attachments: list[dict[str, Any]]
    kind: Literal["text", "system"]
    via: str | None = Field(description="The name that an incoming webhook's sender gave for this message.")
    is_bot: bool = Field(description="A program wrote it: a bot, or an incoming webhook.")


class History(Shape):
    """Messages in ascending order, without holes between the first and the last of the page.

    `version`, `first_seq` and `last_seq` are the room's, read before the messages.
    """

    messages: list[Message]
    version: int
    first_seq: int
    last_seq: int
    has_more_before: bool
    has_more_after: bool

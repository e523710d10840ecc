"""What the server says, as JSON has it. Times are RFC 3339, UTC."""

from typing import Any, NotRequired, TypedDict


class Person(TypedDict):
    username: str
    name: str


class Message(TypedDict):
    """A deleted message stays, with `deleted_at` and an empty `body` and `html`.

    `via` is what a program called itself in this message, if it did; the author's `name` then says the same.
    """

    id: int
    room: str
    seq: int
    version: int
    author: Person
    body: str
    html: str
    created_at: str
    edited_at: str | None
    deleted_at: str | None
    pinned_at: str | None
    reply_to: int | None
    client_id: str
    reactions: list[dict[str, Any]]
    attachments: list[dict[str, Any]]
    kind: str
    via: str | None
    is_bot: bool


class Change(TypedDict):
    """One change of a room; `prev` is the version it follows.

    `message.created`, `message.updated`, `message.deleted` have `message` (put it in its place by its seq,
    whatever the type says), `member.updated` and `member.removed` have `member`, `room.updated` has `state`;
    `skip` is a change that you may not see.
    """

    type: str
    room: str
    version: int
    prev: int
    message: NotRequired[Message]
    member: NotRequired[dict[str, Any]]
    members: NotRequired[int]
    state: NotRequired[dict[str, Any]]

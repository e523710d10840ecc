from typing import Literal

from pydantic import Field

from rooms.api.shapes.message import Message
from rooms.api.shapes.person import Person
from rooms.api.shapes.room import RaidMode
from rooms.api.shapes.shape import Moment, Shape


class _Change(Shape):
    room: str = Field(examples=["general"])
    version: int
    prev: int = Field(description="The version this change follows.")


class MessageChange(_Change):
    type: Literal["message.created", "message.updated", "message.deleted"]
    message: Message


class ChangedMember(Person):
    role: Literal["owner", "moderator", "member"] | None = Field(description="Null: no member any more.")


class MemberChange(_Change):
    type: Literal["member.updated", "member.removed"]
    member: ChangedMember
    members: int = Field(description="How many the room has by now.")


class RoomState(Shape):
    name: str
    topic: str
    kind: Literal["public", "private", "direct"]
    members: int
    slow_mode: int
    locked: bool
    archived_at: Moment | None
    raid: RaidMode | None


class RoomChange(_Change):
    type: Literal["room.updated"]
    state: RoomState


class Skip(_Change):
    """A change that you may not see: it happened, and your version moves on."""

    type: Literal["skip"]


type Change = MessageChange | MemberChange | RoomChange | Skip


class Changes(Shape):
    """Changes in version order. Continue with `after` = `version`, and send `epoch` back."""

    changes: list[Change]
    version: int = Field(description="Where these changes bring you.")
    epoch: str = Field(examples=["5f0c1d0e6a3b4a8f9e2d7c6b5a493827"])
    has_more: bool


class Head(Shape):
    """The last line of `changes.ndjson`: the stream is whole, and this is the version it brings you to."""

    type: Literal["head"]
    room: str
    version: int
    last_seq: int


type ChangeLine = Change | Head

from typing import Literal

from pydantic import Field

from rooms.api.shapes.member import RoleName
from rooms.api.shapes.shape import Moment, Shape


class OwnMembership(Shape):
    role: RoleName
    last_read: int


class RaidMode(Shape):
    """Raid mode is on: for whoever is no moderator, slow mode, new accounts' messages held, no invitations."""

    slow_mode: int = Field(description="Seconds between one person's messages.")
    ends_at: Moment


class Room(Shape):
    """A room as you see it. What you may read of it is `first_seq` … `last_seq`, without holes."""

    slug: str = Field(examples=["general"])
    name: str = Field(examples=["General"])
    topic: str = Field(examples=["Anything goes"])
    kind: Literal["public", "private", "direct"]
    members: int
    slow_mode: int = Field(description="Seconds between one person's messages.")
    locked: bool
    archived_at: Moment | None
    raid: RaidMode | None = Field(description="Null when it is off.")
    created_at: Moment
    last_at: Moment | None = Field(description="When the last message was sent.")
    version: int = Field(description="The number of the last change.")
    first_seq: int = Field(description="The first message that you may read.")
    last_seq: int = Field(description="The last message.")
    membership: OwnMembership | None = Field(description="Yours; null when you are not a member.")


class Rooms(Shape):
    """In the order of their slugs. Continue with `after` = the last one's slug."""

    rooms: list[Room]
    has_more: bool

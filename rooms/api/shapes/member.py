from typing import Literal

from rooms.api.shapes.person import Person
from rooms.api.shapes.shape import Moment, Shape

type RoleName = Literal["owner", "moderator", "member"]


class Member(Person):
    role: RoleName
    joined_at: Moment


class Members(Shape):
    """In the order of their usernames. Continue with `after` = the last one's username."""

    members: list[Member]
    has_more: bool


class ReadPlace(Shape):
    seq: int

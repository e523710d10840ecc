from pydantic import Field

from rooms.api.shapes.shape import Moment, Shape


class Person(Shape):
    username: str = Field(examples=["ada"])
    name: str = Field(examples=["Ada Lovelace"])


class Author(Person):
    """Somebody who writes here, counted over the rooms that you may see."""

    messages: int
    rooms: int
    last_seen: Moment | None


class SharedRoom(Shape):
    slug: str = Field(examples=["general"])
    name: str = Field(examples=["General"])


class AuthorInFull(Author):
    date_joined: Moment
    shared: list[SharedRoom]


class Authors(Shape):
    authors: list[Author]
    page: int
    pages: int
    total: int


class Token(Shape):
    name: str = Field(examples=["backup"])
    scopes: list[str] = Field(examples=[["rooms:read", "history:read"]])
    expires_at: Moment | None


class Me(Person):
    """The person the credentials stand for; `token` is null for a browser's session."""

    timezone: str = Field(examples=["Europe/Berlin"])
    is_bot: bool
    date_joined: Moment
    token: Token | None

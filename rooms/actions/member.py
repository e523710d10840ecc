"""A membership with what a write needs to know of its person: a row of values, for models are dear in bulk."""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from django.utils.timezone import now

from accounts.models import User
from rooms.actions.rowset import Statement

MEMBERS = Statement(
    """
    SELECT {returned} FROM {given}
    JOIN rooms_room room ON room.slug = given.slug
    JOIN rooms_membership membership
        ON membership.room_id = room.id AND membership.user_id = given.user_id AND membership.left_at IS NULL
    JOIN accounts_user person ON person.id = membership.user_id
    """,
    given={"slug": "text", "user_id": "bigint"},
    returned={
        "membership.id": "bigint",
        "membership.room_id": "bigint",
        "membership.user_id": "bigint",
        "membership.role": "text",
        "membership.from_seq": "bigint",
        "membership.last_read": "bigint",
        "membership.muted_until": "timestamptz",
        "person.username": "text",
        "person.name": "text",
        "person.is_active": "boolean",
        "person.suspended_at": "timestamptz",
        "person.suspended_until": "timestamptz",
        "person.date_joined": "timestamptz",
        "person.is_staff": "boolean",
        "person.is_bot": "boolean",
    },
)


@dataclass(slots=True)
class Member:
    """What MEMBERS returns, in its order."""

    id: int
    room_id: int
    user_id: int
    role: str
    from_seq: int
    last_read: int
    muted_until: datetime | None
    username: str
    name: str
    is_active: bool
    suspended_at: datetime | None
    suspended_until: datetime | None
    date_joined: datetime
    is_staff: bool
    is_bot: bool

    @property
    def may_enter(self) -> bool:
        over = self.suspended_until is not None and self.suspended_until <= now()
        return self.is_active and (self.suspended_at is None or over)

    def user(self) -> User:
        """The person, as far as frames name them and ranks need them."""
        return person(self.user_id, self.username, self.name, self.is_staff, self.is_bot)


@lru_cache(4096)
def person(user_id: int, username: str, name: str, is_staff: bool, is_bot: bool) -> User:
    """Kept, because those who write write again, and a model costs 13 µs."""
    return User(id=user_id, username=username, name=name, is_staff=is_staff, is_bot=is_bot)

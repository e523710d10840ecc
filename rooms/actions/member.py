"""A membership with what a write needs to know of its person: a row of values, for models are dear in bulk."""

from dataclasses import dataclass
from datetime import datetime

from accounts.models import User

MEMBER = (
    "id",
    "room_id",
    "user_id",
    "role",
    "from_seq",
    "last_read",
    "user__username",
    "user__name",
    "user__is_active",
    "user__suspended_at",
)


@dataclass(slots=True)
class Member:
    """The values of MEMBER, in its order."""

    id: int
    room_id: int
    user_id: int
    role: str
    from_seq: int
    last_read: int
    username: str
    name: str
    is_active: bool
    suspended_at: datetime | None

    @property
    def may_enter(self) -> bool:
        return self.is_active and self.suspended_at is None

    def user(self) -> User:
        """The person, as far as frames name them."""
        return User(id=self.user_id, username=self.username, name=self.name)

"""A membership with what a write needs to know of its person: a row of values, for models are dear in bulk."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.timezone import now

from accounts.models import User

MEMBER = (
    "id",
    "room_id",
    "user_id",
    "role",
    "from_seq",
    "last_read",
    "muted_until",
    "user__username",
    "user__name",
    "user__is_active",
    "user__suspended_at",
    "user__suspended_until",
    "user__date_joined",
    "user__is_staff",
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
    muted_until: datetime | None
    username: str
    name: str
    is_active: bool
    suspended_at: datetime | None
    suspended_until: datetime | None
    date_joined: datetime
    is_staff: bool
    _user: User | None = None

    @property
    def may_enter(self) -> bool:
        over = self.suspended_until is not None and self.suspended_until <= now()
        return self.is_active and (self.suspended_at is None or over)

    def user(self) -> User:
        """The person, as far as frames name them and ranks need them."""
        if self._user is None:
            self._user = User(id=self.user_id, username=self.username, name=self.name, is_staff=self.is_staff)
        return self._user

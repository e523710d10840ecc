"""The room a person most likely wants to see."""

from accounts.models import User
from rooms.models import Membership


def latest_room(user: User) -> str | None:
    """The slug of the person's most recently active room, None when they are in none. One query."""
    rows = Membership.objects.filter(user=user, left_at=None, room__archived_at=None)
    return rows.order_by("-room__last_at", "-joined_at").values_list("room__slug", flat=True).first()

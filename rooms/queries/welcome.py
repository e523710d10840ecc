"""What a new socket needs to know before anything is said on it."""

from dataclasses import dataclass
from typing import Any

from accounts.auth import Identity, check_socket
from rooms.access import chosen_slugs
from rooms.models import Membership
from rooms.queries.epochs import epoch


@dataclass(slots=True)
class Welcome:
    """`memberships` are the ids of the rooms this person is in, for the sidebar; `chosen` a limited token's."""

    identity: Identity
    epoch: str
    memberships: list[int]
    chosen: frozenset[str] | None


def welcome(scope: Any) -> Welcome:
    """Check a handshake and read what it needs: three queries, one hop. Raises accounts.auth.Refused."""
    identity = check_socket(scope)
    rooms = Membership.objects.filter(user=identity.user, left_at=None).values_list("room_id", flat=True)
    return Welcome(identity, epoch(), list(rooms), chosen_slugs(identity))

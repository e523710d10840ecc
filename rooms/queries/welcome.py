"""What new sockets need to know before anything is said on them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from accounts.auth import Identity, Refused, check_sockets
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


def welcome_all(scopes: Sequence[Any]) -> list[Welcome | Refused]:
    """Check handshakes that came together and read what each needs: three or four queries for any number.

    One more for each token that is limited to chosen rooms.
    """
    checked = check_sockets(scopes)
    rooms = _memberships(one.user_id for one in checked if isinstance(one, Identity))
    now = epoch()
    return [
        one
        if isinstance(one, Refused)
        else Welcome(one, now, rooms.get(one.user_id, []).copy(), chosen_slugs(one))
        for one in checked
    ]


def _memberships(people: Iterable[int]) -> dict[int, list[int]]:
    """The ids of the rooms each of them is in."""
    ids = set(people)
    found: dict[int, list[int]] = {}
    rows = Membership.objects.filter(user__in=ids, left_at=None) if ids else Membership.objects.none()
    for user_id, room_id in rows.values_list("user_id", "room_id"):
        found.setdefault(user_id, []).append(room_id)
    return found

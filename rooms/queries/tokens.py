"""A person's API tokens, and the rooms that one can be limited to."""

from dataclasses import dataclass

from accounts.models import ApiToken, User
from rooms.models import TokenRoom
from rooms.queries.sidebar import sidebar


@dataclass(slots=True, frozen=True)
class Listed:
    token: ApiToken
    rooms: list[str]  # names; meaningful only when the token is limited


def own_tokens(user: User) -> list[Listed]:
    """Those that are not revoked, the newest first. Two queries."""
    tokens = list(ApiToken.objects.filter(user=user, revoked_at=None))
    rooms: dict[int, list[str]] = {}
    rows = TokenRoom.objects.filter(token__in=tokens).order_by("room__name")
    for token_id, name in rows.values_list("token_id", "room__name"):
        rooms.setdefault(token_id, []).append(name)
    return [Listed(token, rooms.get(token.pk, [])) for token in tokens]


def choosable_rooms(user: User) -> list[tuple[str, str]]:
    """(slug, name) of the rooms this person is in."""
    mine = sidebar(user)
    return [(entry.slug, entry.name) for entry in (*mine.rooms, *mine.directs)]

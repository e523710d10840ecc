"""API tokens that are made for chosen rooms only."""

from collections.abc import Sequence

from django.db import transaction

from accounts.models import ApiToken, User
from accounts.tokens import create_token
from rooms.access import enter
from rooms.errors import ActionError
from rooms.models import TokenRoom

MOST = 100  # living tokens of one person: more is a program that makes them


@transaction.atomic
def make_token(
    *, user: User, name: str, scopes: Sequence[str], days: int | None = None, rooms: Sequence[str] = ()
) -> tuple[ApiToken, str]:
    """The row and the text, which is not kept. `rooms` are slugs; none means all that the person may see.

    Raises `unknown_room` or `too_many_tokens`, and ValidationError for an unknown scope.
    """
    if ApiToken.objects.filter(user=user, revoked_at=None).count() >= MOST:
        raise ActionError("too_many_tokens", f"You have {MOST} tokens. Revoke some first.", 409)
    chosen = [enter(user, slug).room for slug in dict.fromkeys(rooms)]
    token, text = create_token(user, scopes=list(scopes), name=name, days=days, limited=bool(chosen))
    TokenRoom.objects.bulk_create(TokenRoom(token=token, room=room) for room in chosen)
    return token, text

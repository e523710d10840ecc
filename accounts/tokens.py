"""API tokens: made, shown once, revoked."""

from datetime import timedelta

from django.utils import timezone

from accounts import control
from accounts.models import ApiToken, User
from accounts.models.token import validate_scopes
from accounts.secrets import SHOWN, digest, new_token


def create_token(
    user: User, *, scopes: list[str], name: str = "token", days: int | None = None, limited: bool = False
) -> tuple[ApiToken, str]:
    """The row and the token's text, which cannot be had again. Raises ValidationError for an unknown scope.

    A `limited` one opens no room until `rooms` says which (rooms.actions.tokens.make_token).
    """
    validate_scopes(scopes)
    text = new_token()
    expires_at = timezone.now() + timedelta(days=days) if days else None
    row = ApiToken.objects.create(
        user=user,
        name=name[:80],
        digest=digest(text),
        prefix=text[:SHOWN],
        scopes=sorted(set(scopes)),
        expires_at=expires_at,
        limited=limited,
    )
    return row, text


def revoke(token: ApiToken) -> None:
    ApiToken.objects.filter(pk=token.pk, revoked_at__isnull=True).update(revoked_at=timezone.now())
    control.revoke_token(token.pk)

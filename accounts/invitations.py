"""Links that let people sign up when sign-up is by invitation."""

from datetime import timedelta

from django.db import transaction
from django.db.models import F
from django.http import HttpRequest
from django.utils import timezone

from accounts import control
from accounts.models import Invitation, User
from accounts.secrets import digest, new_secret

_BROUGHT = "invitation"  # in a visitor's session, until they have signed up


@transaction.atomic
def invite(*, by: User, days: int = 7, max_uses: int | None = 1) -> str:
    """The secret of a new link, shown once."""
    secret = new_secret()
    Invitation.objects.create(
        digest=digest(secret),
        created_by=by,
        expires_at=timezone.now() + timedelta(days=days),
        max_uses=max_uses,
    )
    control.put_on_record(control.Act("invited", by, after={"days": days, "uses": max_uses}))
    return secret


def bring(request: HttpRequest, secret: str) -> bool:
    """Keep a link's invitation for the sign-up that follows. False when it is worth nothing."""
    found = find_open(digest(secret))
    if found is not None:
        request.session[_BROUGHT] = found.digest
    return found is not None


def brought_by(request: HttpRequest) -> str:
    return str(request.session.get(_BROUGHT, ""))


def find_open(invitation_digest: str) -> Invitation | None:
    return Invitation.objects.open().filter(digest=invitation_digest).first() if invitation_digest else None


def use(invitation_digest: str) -> bool:
    """Take one use. The condition is in the update: the last use goes to one person only."""
    if not invitation_digest:
        return False
    return bool(Invitation.objects.open().filter(digest=invitation_digest).update(uses=F("uses") + 1))

"""When somebody was last here: written behind the answer, at most once a minute."""

from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from accounts.auth import Identity
from accounts.models import ApiToken, Session, User

INTERVAL = timedelta(minutes=1)


def is_due(identity: Identity) -> bool:
    seen = identity.user.last_seen
    return seen is None or timezone.now() - seen > INTERVAL


def touch(identity: Identity) -> None:
    """Several processes may be due at once: the condition lets one of them write."""
    now = timezone.now()
    stale = Q(last_seen__isnull=True) | Q(last_seen__lt=now - INTERVAL)
    if not User.objects.filter(stale, pk=identity.user_id).update(last_seen=now):
        return
    if identity.token is not None:
        ApiToken.objects.filter(pk=identity.token.pk).update(last_used_at=now)
    else:
        Session.objects.filter(session_key=identity.session_key).update(seen_at=now)

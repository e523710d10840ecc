"""Accounts that are shut out at the moment."""

from django.db.models import Q
from django.utils.timezone import now

from accounts.models import User


def suspended() -> list[User]:
    """The last suspended first, at most 100."""
    rows = User.objects.filter(is_active=True).exclude(suspended_at=None)
    rows = rows.filter(Q(suspended_until=None) | Q(suspended_until__gt=now()))
    return list(rows.order_by("-suspended_at")[:100])

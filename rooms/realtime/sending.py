"""How fast one person may write, whichever way they do (protocol §5)."""

from django.conf import settings

from rooms.errors import ActionError
from rooms.realtime.budget import Budgets

_sends = Budgets(settings.SEND_BURST, settings.SEND_RATE)


def check_pace(user_id: int) -> None:
    """Count one write. Raises `rate_limited`, with the seconds to wait, once the burst is used up."""
    wait = _sends.take(user_id)
    if wait:
        raise ActionError("rate_limited", "Too many messages at once.", 429, retry_after=round(wait, 3))

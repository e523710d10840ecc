"""Ends sessions: the rows go, and every process hears of it."""

from accounts import control
from accounts.models import Session


def end_session(session_key: str, code: int = control.SIGN_IN_AGAIN) -> None:
    Session.objects.filter(session_key=session_key).delete()
    control.revoke_session(session_key, code)


def end_all_sessions(user_id: int, *, keep: str | None = None, code: int = control.SIGN_IN_AGAIN) -> int:
    """Every session of a person but the one kept. Returns how many there were."""
    rows = Session.objects.filter(user_id=user_id)
    keys = [key for key in rows.values_list("session_key", flat=True) if key != keep]
    Session.objects.filter(session_key__in=keys).delete()
    for key in keys:
        control.revoke_session(key, code)
    return len(keys)

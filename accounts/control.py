"""Says to every process that a person, a session or a token has been revoked.

The hubs listen on the group `control` and close the sockets concerned (within a
second). A message can be lost while Redis is away: the hubs also ask
`accounts.auth.recheck` every minute, and every write checks for itself.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

import structlog
from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from django.db import transaction

from accounts.sessions import fingerprint

if TYPE_CHECKING:
    from accounts.models import User

GROUP = "control"
SIGN_IN_AGAIN = 4401
FORBIDDEN = 4403
COME_AGAIN = 1012  # "service restart": still welcome, with what they have now
_LIMIT = 1.0  # seconds: a frozen Redis holds its lock for ever, and somebody waits for this answer

log = structlog.get_logger(__name__)

# Called with the id of a person who deleted their account, inside the transaction that does it.
# `accounts` may not import `rooms`, so `rooms` puts its own function here when the app is ready.
on_account_deleted: list[Callable[[int], None]] = []


@dataclass(slots=True, frozen=True)
class Act:
    """What one administrator did to an account, or for those to come; `action` as the record names it."""

    action: str
    by: "User"
    person: "User | None" = None
    reason: str = ""
    until: datetime | None = None
    after: dict[str, Any] | None = None


# Called with each of these inside the transaction that does it: it is recorded or it does not happen.
on_act: list[Callable[[Act], None]] = []


def put_on_record(act: Act) -> None:
    for hook in on_act:
        hook(act)


def code_of(refused: str) -> int:
    """The close code that tells a refusal: whether signing in again may help."""
    return FORBIDDEN if refused == "suspended" else SIGN_IN_AGAIN


def revoke_user(user_id: int, code: int = SIGN_IN_AGAIN) -> None:
    """Close every socket of a person. `code` is 4401, 4403 or 1012, the close code."""
    _after_commit({"kind": "user", "id": user_id, "code": code})


def revoke_session(session_key: str, code: int = SIGN_IN_AGAIN) -> None:
    """Close every socket of a session; only the key's SHA-256 travels."""
    _after_commit({"kind": "session", "digest": fingerprint(session_key), "code": code})


def revoke_token(token_id: int, code: int = SIGN_IN_AGAIN) -> None:
    _after_commit({"kind": "token", "id": token_id, "code": code})


def _after_commit(message: dict[str, Any]) -> None:
    transaction.on_commit(lambda: _publish(message))


def _publish(message: dict[str, Any]) -> None:
    try:
        async_to_sync(_send)({"type": "control", **message})
    except Exception as error:  # Redis away or frozen: the minute's re-check closes them instead.
        log.warning("revocation_not_published", kind=message["kind"], error=type(error).__name__)


async def _send(message: dict[str, Any]) -> None:
    layer = get_channel_layer()
    if layer is not None:
        await asyncio.wait_for(layer.group_send(GROUP, message), _LIMIT)

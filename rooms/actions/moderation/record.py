"""Writing the record: the one function that makes audit entries."""

import re
from datetime import datetime
from typing import Any

from accounts.models import User
from rooms.actions.webhooks.outbox import keep_record
from rooms.errors import ActionError
from rooms.models import AuditEntry, Room

REASON_LENGTH = 300
UNSTORABLE = re.compile("[\0\ud800-\udfff]")  # no database takes NUL or half of a surrogate pair


def record(
    action: str,
    *,
    actor: User,
    room: Room | None = None,
    target: User | None = None,
    seq: int | None = None,
    reason: str = "",
    until: datetime | None = None,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    undoes: AuditEntry | None = None,
) -> AuditEntry:
    """Append one entry, inside the transaction of the act. `before` and `after` are JSON."""
    entry = AuditEntry.objects.create(
        action=action,
        actor=actor,
        room=room,
        target=target,
        seq=seq,
        reason=check_reason(reason) if reason.strip() else "",
        until=until,
        before=before or {},
        after=after or {},
        undoes=undoes,
    )
    keep_record(entry)  # for outgoing webhooks
    return entry


def check_reason(reason: object) -> str:
    """Every act that concerns a person says why. Raises `invalid_reason`."""
    if (
        not isinstance(reason, str)
        or not reason.strip()
        or len(reason) > REASON_LENGTH
        or UNSTORABLE.search(reason)
    ):
        raise ActionError("invalid_reason", f"Say why, in at most {REASON_LENGTH} characters.")
    return " ".join(reason.split())

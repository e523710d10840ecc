"""Doing something privileged in a room, in one hop, as the person of the request."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest

from accounts.auth import Identity
from rooms.api.hop import hop
from rooms.api.reach import enter
from rooms.models import AuditEntry
from rooms.queries.moderation.record import shape
from rooms.wire.shapes import Shape

SCOPE = "moderation"
# Any privileged act may meet these; `csrf` is a session's.
ACT = ("unknown_room", "forbidden", "csrf")
WHY = ("unknown_field", "unsupported_media_type", "payload_too_large", "invalid_reason")
ON_PERSON = (*ACT, "unknown_person", "yourself", "outranked")


async def act(request: HttpRequest, slug: str, action: Callable[..., AuditEntry], **given: Any) -> Shape:
    """Carry out `action(user=…, slug=…, **given)`; its entry of the record. Raises ActionError."""

    def work(identity: Identity) -> Shape:
        enter(identity, slug)
        return shape(action(user=identity.user, slug=slug, **given))

    return await hop(request, SCOPE, work)


def why(reason: str | None) -> str:
    return reason or ""

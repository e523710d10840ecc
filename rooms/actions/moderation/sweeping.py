"""After a raid on the whole site: everything that accounts made since a time wrote, in all public rooms."""

from collections.abc import Iterator
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from accounts.models import User
from rooms.access import Access, enter, visible_rooms
from rooms.actions.moderation.record import check_reason
from rooms.actions.moderation.removals import Selection, delete_many
from rooms.errors import ActionError
from rooms.models import AuditEntry, Message, Removal
from rooms.models.room import Kind


@transaction.atomic
def sweep(*, user: User, accounts_since: datetime, reason: str) -> list[tuple[Removal, AuditEntry]]:
    """One deletion a room, all of them or none; each is undone by itself. Raises `forbidden`, `nothing_to_delete`."""
    reason = check_reason(reason)
    slugs = [access.room.slug for access, _ in swept(user, accounts_since)]
    if not slugs:
        raise ActionError("nothing_to_delete", "Accounts made since then have written nothing.", 404)
    return [delete_many(user=user, slug=slug, reason=reason, accounts_since=accounts_since) for slug in slugs]


def swept(user: User, accounts_since: datetime) -> Iterator[tuple[Access, QuerySet[Message]]]:
    """The rooms concerned, in the order in which they are to be locked, and the messages in each."""
    if not user.is_staff:
        raise ActionError("forbidden", "Only administrators may do this.", 403)
    theirs = Message.objects.filter(
        room=OuterRef("pk"), deleted_at=None, author__date_joined__gte=accounts_since, author__is_staff=False
    )
    for room in visible_rooms(user).filter(Exists(theirs), kind=Kind.PUBLIC).order_by("pk"):
        access = enter(user, room.slug)
        rows = Selection(accounts_since=accounts_since).rows(access)
        if rows.exists():
            yield access, rows

"""Taking back what an entry of the record says was done; that is an act, and recorded, itself."""

from django.db import transaction

from accounts.models import User
from rooms.actions.moderation.office import office
from rooms.actions.moderation.removals import undo
from rooms.actions.moderation.sanctions import unban, unmute
from rooms.errors import ActionError
from rooms.models import AuditEntry

UNDOABLE = ("mute", "ban", "delete")


@transaction.atomic
def take_back(*, user: User, slug: str, entry_id: int, reason: str = "") -> AuditEntry:
    """Lift the mute or ban, or put the messages back. Raises `unknown_entry`, `not_undoable` and the act's own."""
    room = office(user, slug, "audit").room
    entry = AuditEntry.objects.filter(pk=entry_id, room=room).select_related("target").first()
    if entry is None:
        raise ActionError("unknown_entry", "There is no such entry in the record.", 404)
    if entry.action not in UNDOABLE or AuditEntry.objects.filter(undoes=entry).exists():
        raise ActionError("not_undoable", "This cannot be taken back, or has been already.", 409)
    if entry.action == "delete":
        return undo(user=user, slug=slug, removal_id=int(entry.after["removal"]), reason=reason)
    lift = unmute if entry.action == "mute" else unban
    username = entry.target.username if entry.target else ""
    return lift(user=user, slug=slug, username=username, reason=reason, undoes=entry)

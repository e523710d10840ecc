"""Taking back what an entry of the record says was done; that is an act, and recorded, itself."""

from django.db import transaction

from accounts.models import User
from rooms.actions.moderation.office import office
from rooms.actions.moderation.regulations import regulate, value_of
from rooms.actions.moderation.removals import undo
from rooms.actions.moderation.roles import set_role
from rooms.actions.moderation.sanctions import unban, unmute
from rooms.actions.moderation.words import add_rule, drop_rule
from rooms.errors import ActionError
from rooms.models import AuditEntry, Membership, Room, WordRule

UNDOABLE = ("mute", "ban", "delete", "settings", "role", "rule_added", "rule_dropped")


@transaction.atomic
def take_back(*, user: User, slug: str, entry_id: int, reason: str = "") -> AuditEntry:
    """Make it as it was before the entry.

    Raises `unknown_entry`, `not_undoable`, `changed_since` (somebody has changed it again), and the act's own.
    """
    room = office(user, slug, "audit").room
    entry = AuditEntry.objects.filter(pk=entry_id, room=room).select_related("target").first()
    if entry is None:
        raise ActionError("unknown_entry", "There is no such entry in the record.", 404)
    if entry.action not in UNDOABLE or AuditEntry.objects.filter(undoes=entry).exists():
        raise ActionError("not_undoable", "This cannot be taken back, or has been already.", 409)
    match entry.action:
        case "delete":
            removal = int(entry.after["removal"])
            return undo(user=user, slug=slug, removal_id=removal, reason=reason)
        case "settings":
            return _settings(user, room, entry, reason)
        case "rule_added" | "rule_dropped":
            return _rule(user, room, entry)
        case _:
            return _person(user, room, entry, reason)


def _person(user: User, room: Room, entry: AuditEntry, reason: str) -> AuditEntry:
    username = entry.target.username if entry.target else ""
    if entry.action == "role":
        row = Membership.objects.filter(room=room, user=entry.target, left_at=None).first()
        if row is None or row.role != entry.after["role"]:
            raise _changed_since()
        role = entry.before["role"]
        return set_role(user=user, slug=room.slug, username=username, role=role, reason=reason, undoes=entry)
    lift = unmute if entry.action == "mute" else unban
    return lift(user=user, slug=room.slug, username=username, reason=reason, undoes=entry)


def _settings(user: User, room: Room, entry: AuditEntry, reason: str) -> AuditEntry:
    """All that the entry changed, or nothing: half of it was never how the room was."""
    if any(value_of(room, name) != value for name, value in entry.after.items()):
        raise _changed_since()
    before = dict(entry.before)
    if "archived" in before:
        before["archived"] = before["archived"] is not None
    done = regulate(user=user, slug=room.slug, reason=reason, undoes=entry, **before)
    if done is None:
        raise _changed_since()
    return done


def _rule(user: User, room: Room, entry: AuditEntry) -> AuditEntry:
    if entry.action == "rule_dropped":
        return add_rule(user=user, slug=room.slug, **entry.before, undoes=entry)[1]
    rule = WordRule.objects.filter(room=room, **entry.after).first()
    if rule is None:
        raise _changed_since()
    return drop_rule(user=user, slug=room.slug, rule_id=rule.pk, undoes=entry)


def _changed_since() -> ActionError:
    return ActionError("changed_since", "Somebody has changed this again since.", 409)

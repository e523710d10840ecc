"""Which entries of the record can be taken back as things are now: what `take_back` would not refuse.

Read for a whole page of the record at once: at most one query for each kind of deed, however many entries.
"""

from collections.abc import Callable
from datetime import datetime
from itertools import chain

from rooms.actions.moderation.regulations import value_of
from rooms.models import AuditEntry, Membership, Removal, Sanction, WordRule

type Entries = list[AuditEntry]


def undoable(entries: Entries) -> set[int]:
    """Ids, of entries that were read with their room and with what has taken them back."""
    open_ = [entry for entry in entries if entry.room_id and not hasattr(entry, "undone_by")]
    kinds = ((judge, [entry for entry in open_ if entry.action in actions]) for judge, actions in JUDGES)
    return {entry.pk for entry in chain.from_iterable(judge(found) for judge, found in kinds if found)}


def _sanctions(entries: Entries) -> Entries:
    """In force, and imposed by this entry: what replaced it has an entry of its own."""
    rows = Sanction.objects.active().filter(**_rooms(entries), user__in=_targets(entries))
    active: dict[object, datetime] = {(row.room_id, row.user_id, row.kind): row.created_at for row in rows}
    standing = [(active.get((one.room_id, one.target_id, one.action)), one) for one in entries]
    return [one for since, one in standing if since is not None and since <= one.created_at]


def _roles(entries: Entries) -> Entries:
    rows = Membership.objects.filter(**_rooms(entries), user__in=_targets(entries), left_at=None)
    roles: dict[object, str] = {(row.room_id, row.user_id): row.role for row in rows}
    return [one for one in entries if roles.get((one.room_id, one.target_id)) == one.after["role"]]


def _removals(entries: Entries) -> Entries:
    rows = Removal.objects.filter(pk__in=[one.after["removal"] for one in entries], undone_at=None)
    standing = set(rows.values_list("pk", flat=True))
    return [one for one in entries if one.after["removal"] in standing]


def _settings(entries: Entries) -> Entries:
    def stands(one: AuditEntry) -> bool:
        return one.room is not None and all(
            value_of(one.room, name) == set_ for name, set_ in one.after.items()
        )

    return [one for one in entries if stands(one)]


def _rules(entries: Entries) -> Entries:
    """A rule that was added is there as it was added; for one that was dropped there is no other now."""
    rows = WordRule.objects.filter(**_rooms(entries)).values_list("room_id", "pattern", "action")
    rules: dict[object, str] = {(room_id, pattern): action for room_id, pattern, action in rows}

    def stands(one: AuditEntry) -> bool:
        rule = one.after or one.before
        return rules.get((one.room_id, rule["pattern"])) == one.after.get("action")

    return [one for one in entries if stands(one)]


def _rooms(entries: Entries) -> dict[str, set[int | None]]:
    return {"room__in": {one.room_id for one in entries}}


def _targets(entries: Entries) -> set[int | None]:
    return {one.target_id for one in entries}


JUDGES: list[tuple[Callable[[Entries], Entries], tuple[str, ...]]] = [
    (_sanctions, ("mute", "ban")),
    (_removals, ("delete",)),
    (_settings, ("settings",)),
    (_roles, ("role",)),
    (_rules, ("rule_added", "rule_dropped")),
]

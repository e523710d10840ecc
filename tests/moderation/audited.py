"""Everything privileged that can be done, with what must have happened before it: each writes its entry (S10)."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.utils.timezone import now

from rooms.actions.log import perform
from rooms.actions.writes import Pin
from rooms.models import AuditEntry, WordRule
from tests.moderation.deeds import DEEDS
from tests.moderation.scene import Scene

type Act = Callable[[Scene], Any]


def _by(who: str, deed: str, *, room: bool = True, **rest: Any) -> Act:
    return lambda scene: DEEDS[deed](user=scene.people[who], **({"slug": scene.slug} if room else {}), **rest)


AGES_AGO = now() - timedelta(days=365)
TARGET: dict[str, Any] = {"username": "target", "reason": "because"}
MUTE, BAN = _by("owner", "mute", **TARGET), _by("owner", "ban", **TARGET)
SHUT_OUT = _by("administrator", "shut_out", room=False, **TARGET)
RAID = _by("owner", "start_raid", minutes=5)


def _newest() -> int:
    return AuditEntry.objects.latest("pk").pk


def _delete(scene: Scene) -> Any:
    return DEEDS["delete_many"](
        user=scene.people["owner"], slug=scene.slug, seqs=[scene.seq], reason="because"
    )


DELETE = _delete


def _delete_all(scene: Scene) -> Any:
    since = now() - timedelta(hours=1)
    return DEEDS["delete_many"](
        user=scene.people["owner"], slug=scene.slug, author="target", since=since, reason="because"
    )


def _decide(approve: bool) -> Act:
    return lambda scene: DEEDS["decide"](
        user=scene.people["owner"], slug=scene.slug, held_id=scene.held, approve=approve
    )


def _take_back(scene: Scene) -> Any:
    return DEEDS["take_back"](user=scene.people["owner"], slug=scene.slug, entry_id=_newest())


def _drop_rule(scene: Scene) -> Any:
    rule = WordRule.objects.get(room=scene.room)
    return DEEDS["drop_rule"](user=scene.people["owner"], slug=scene.slug, rule_id=rule.pk)


def _handle(status: str) -> Act:
    return lambda scene: DEEDS["handle"](
        user=scene.people["owner"], slug=scene.slug, report_id=scene.report, status=status
    )


def _by_report(deed: str) -> Act:
    return lambda scene: DEEDS["act_on"](
        user=scene.people["owner"], slug=scene.slug, report_id=scene.report, deed=deed, reason="because"
    )


def _nothing(scene: Scene) -> None:
    return None


# (function, what it writes) → (what happened before, the act)
AUDITED: dict[tuple[str, str], tuple[Act, Act]] = {
    ("mute", "mute"): (_nothing, MUTE),
    ("unmute", "unmute"): (MUTE, _by("owner", "unmute", username="target")),
    ("remove", "remove"): (_nothing, _by("owner", "remove", **TARGET)),
    ("ban", "ban"): (_nothing, BAN),
    ("unban", "unban"): (BAN, _by("owner", "unban", username="target")),
    ("set_role", "role"): (_nothing, _by("owner", "set_role", username="target", role="moderator")),
    ("transfer", "transfer"): (_nothing, _by("owner", "transfer", username="target")),
    ("regulate", "settings"): (_nothing, _by("owner", "regulate", locked=True, topic="x", slow_mode=9)),
    ("delete_many", "delete"): (_nothing, _delete),
    ("delete_many", "delete everything"): (_nothing, _delete_all),
    ("delete_many", "delete by newcomers"): (
        _nothing, _by("owner", "delete_many", reason="raid", accounts_since=AGES_AGO)),
    ("sweep", "delete everywhere"): (
        _nothing, _by("administrator", "sweep", room=False, reason="raid", accounts_since=AGES_AGO)),
    ("undo", "undo"): (_nothing, lambda scene: DEEDS["undo"](
        user=scene.people["owner"], slug=scene.slug, removal_id=scene.removal)),
    ("take_back", "undo"): (_delete, _take_back),
    ("take_back", "unmute"): (MUTE, _take_back),
    ("take_back", "unban"): (BAN, _take_back),
    ("add_rule", "rule_added"): (_nothing, _by("owner", "add_rule", pattern="spam", action="block")),
    ("drop_rule", "rule_dropped"): (_nothing, _drop_rule),
    ("decide", "held_approved"): (_nothing, _decide(True)),
    ("decide", "held_refused"): (_nothing, _decide(False)),
    ("refuse_all", "held_refused"): (
        _nothing, lambda scene: DEEDS["refuse_all"](user=scene.people["owner"], slug=scene.slug, upto=scene.held)),
    ("handle", "report"): (_nothing, _handle("claimed")),
    ("handle", "report dismissed"): (_nothing, _handle("dismissed")),
    ("act_on", "report mute"): (_nothing, _by_report("mute")),
    ("act_on", "report ban"): (_nothing, _by_report("ban")),
    ("act_on", "report delete"): (_nothing, _by_report("delete")),
    ("start_raid", "raid"): (_nothing, RAID),
    ("start_raid", "raid again"): (RAID, RAID),
    ("start_raid", "raid of the site"): (_nothing, _by("administrator", "start_raid", room=False)),
    ("end_raid", "raid_ended"): (RAID, _by("owner", "end_raid")),
    ("shut_out", "suspend"): (_nothing, SHUT_OUT),
    ("let_in", "unsuspend"): (SHUT_OUT, _by("administrator", "let_in", room=False, username="target")),
    ("Pin", "pin"): (_nothing, lambda scene: perform(Pin(scene.slug, scene.people["owner"].pk, scene.seq, True))),
}  # fmt: skip
# Public functions that do nothing privileged: they look, check or belong to every member.
OTHERS = {
    "report", "mine", "dry_run", "preview", "preview_site", "by_newcomers", "swept", "keep",
    "erase", "restore", "tell", "caught", "matcher", "fold", "check_pattern", "permit",
    "office", "somebody", "open_case", "rank_of", "check_until", "record", "check_reason", "value_of",
    "record_act", "withdraw", "tell_office", "tell_refused", "tell_reporters", "skeleton", "readings", "undoable",
}  # fmt: skip

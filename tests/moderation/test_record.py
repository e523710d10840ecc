"""S10: every privileged act is on the record: one entry, in the act's own transaction, for ever."""

import inspect
import pkgutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django.db import Error, connection, transaction
from django.utils.timezone import now

from rooms.actions import moderation
from rooms.actions.log import perform
from rooms.actions.moderation import (
    answering,
    holding,
    raids,
    regulations,
    removals,
    reports,
    roles,
    sanctions,
    suspensions,
    sweeping,
    undoing,
    words,
)
from rooms.actions.writes import Pin
from rooms.models import AuditEntry, WordRule
from tests.moderation.scene import Scene, dump, make_scene, undone
from tests.services.stack import ROOT, child_environment

type Act = Callable[[Scene], Any]


def _by(who: str, function: Callable[..., Any], *, room: bool = True, **rest: Any) -> Act:
    return lambda scene: function(user=scene.people[who], **({"slug": scene.slug} if room else {}), **rest)


AGES_AGO = now() - timedelta(days=365)
TARGET: dict[str, Any] = {"username": "target", "reason": "because"}
MUTE, BAN = _by("owner", sanctions.mute, **TARGET), _by("owner", sanctions.ban, **TARGET)
SHUT_OUT = _by("administrator", suspensions.shut_out, room=False, **TARGET)
RAID = _by("owner", raids.start_raid, minutes=5)


def _newest() -> int:
    return AuditEntry.objects.latest("pk").pk


def _delete(scene: Scene) -> Any:
    return removals.delete_many(
        user=scene.people["owner"], slug=scene.slug, seqs=[scene.seq], reason="because"
    )


def _delete_all(scene: Scene) -> Any:
    since = now() - timedelta(hours=1)
    return removals.delete_many(
        user=scene.people["owner"], slug=scene.slug, author="target", since=since, reason="because"
    )


def _decide(approve: bool) -> Act:
    return lambda scene: holding.decide(
        user=scene.people["owner"], slug=scene.slug, held_id=scene.held, approve=approve
    )


def _take_back(scene: Scene) -> Any:
    return undoing.take_back(user=scene.people["owner"], slug=scene.slug, entry_id=_newest())


def _drop_rule(scene: Scene) -> Any:
    rule = WordRule.objects.get(room=scene.room)
    return words.drop_rule(user=scene.people["owner"], slug=scene.slug, rule_id=rule.pk)


def _handle(status: str) -> Act:
    return lambda scene: reports.handle(
        user=scene.people["owner"], slug=scene.slug, report_id=scene.report, status=status
    )


def _by_report(deed: str) -> Act:
    return lambda scene: answering.act_on(
        user=scene.people["owner"], slug=scene.slug, report_id=scene.report, deed=deed, reason="because"
    )


def _nothing(scene: Scene) -> None:
    return None


# (function, what it writes) → (what happened before, the act)
AUDITED: dict[tuple[str, str], tuple[Act, Act]] = {
    ("mute", "mute"): (_nothing, MUTE),
    ("unmute", "unmute"): (MUTE, _by("owner", sanctions.unmute, username="target")),
    ("remove", "remove"): (_nothing, _by("owner", sanctions.remove, **TARGET)),
    ("ban", "ban"): (_nothing, BAN),
    ("unban", "unban"): (BAN, _by("owner", sanctions.unban, username="target")),
    ("set_role", "role"): (_nothing, _by("owner", roles.set_role, username="target", role="moderator")),
    ("transfer", "transfer"): (_nothing, _by("owner", roles.transfer, username="target")),
    ("regulate", "settings"): (_nothing, _by("owner", regulations.regulate, locked=True, topic="x", slow_mode=9)),
    ("delete_many", "delete"): (_nothing, _delete),
    ("delete_many", "delete everything"): (_nothing, _delete_all),
    ("delete_many", "delete by newcomers"): (_nothing, _by(
        "owner", removals.delete_many, reason="raid", accounts_since=AGES_AGO)),
    ("sweep", "delete everywhere"): (_nothing, _by(
        "administrator", sweeping.sweep, room=False, reason="raid", accounts_since=AGES_AGO)),
    ("undo", "undo"): (_nothing, lambda scene: removals.undo(
        user=scene.people["owner"], slug=scene.slug, removal_id=scene.removal)),
    ("take_back", "undo"): (_delete, _take_back),
    ("take_back", "unmute"): (MUTE, _take_back),
    ("take_back", "unban"): (BAN, _take_back),
    ("add_rule", "rule_added"): (_nothing, _by("owner", words.add_rule, pattern="spam", action="block")),
    ("drop_rule", "rule_dropped"): (_nothing, _drop_rule),
    ("decide", "held_approved"): (_nothing, _decide(True)),
    ("decide", "held_refused"): (_nothing, _decide(False)),
    ("handle", "report"): (_nothing, _handle("claimed")),
    ("handle", "report dismissed"): (_nothing, _handle("dismissed")),
    ("act_on", "report mute"): (_nothing, _by_report("mute")),
    ("act_on", "report ban"): (_nothing, _by_report("ban")),
    ("act_on", "report delete"): (_nothing, _by_report("delete")),
    ("start_raid", "raid"): (_nothing, RAID),
    ("start_raid", "raid again"): (RAID, RAID),
    ("start_raid", "raid of the site"): (_nothing, _by("administrator", raids.start_raid, room=False)),
    ("end_raid", "raid_ended"): (RAID, _by("owner", raids.end_raid)),
    ("shut_out", "suspend"): (_nothing, SHUT_OUT),
    ("let_in", "unsuspend"): (SHUT_OUT, _by("administrator", suspensions.let_in, room=False, username="target")),
    ("Pin", "pin"): (_nothing, lambda scene: perform(Pin(scene.slug, scene.people["owner"].pk, scene.seq, True))),
}  # fmt: skip
# Public functions that do nothing privileged: they look, check or belong to every member.
OTHERS = {
    "report", "mine", "dry_run", "preview", "preview_site", "by_newcomers", "swept", "keep",
    "erase", "restore", "tell", "caught", "matcher", "fold", "check_pattern", "permit",
    "office", "somebody", "open_case", "rank_of", "check_until", "record", "check_reason", "value_of",
    "record_suspension",
}  # fmt: skip


def test_every_public_function_of_moderation_is_audited_here_or_named_as_none_that_acts() -> None:
    modules = [
        import_module(f"{moderation.__name__}.{one.name}")
        for one in pkgutil.iter_modules(moderation.__path__)
    ]
    found = {
        name
        for module in modules
        for name, each in inspect.getmembers(module, callable)
        if inspect.isfunction(inspect.unwrap(each))
        and inspect.unwrap(each).__module__ == module.__name__
        and not name.startswith("_")
    }
    assert found == {function for function, _ in AUDITED} - {"Pin"} | OTHERS


@pytest.mark.django_db
@pytest.mark.parametrize("case", AUDITED, ids="-".join)
def test_an_act_writes_exactly_one_entry_and_without_its_entry_nothing_happens(case: tuple[str, str]) -> None:
    first, act = AUDITED[case]
    scene = make_scene()
    first(scene)
    before = dump()
    with undone():
        with unrecordable(), pytest.raises(Error, match="no entry"), transaction.atomic():
            act(scene)
        assert dump() == before
    act(scene)
    acts = 2 if case[0] == "act_on" else 1  # the deed, and the end of the report
    assert len(dump()["rooms_auditentry"]) == len(before["rooms_auditentry"]) + acts
    entry = AuditEntry.objects.latest("pk")
    assert entry.action == case[1].split()[0]
    assert (entry.room is None) == (case[1] in ("suspend", "unsuspend", "raid of the site"))
    assert entry.actor.username in ("owner", "administrator")
    if case[0] in ("mute", "unmute", "ban", "unban", "remove", "set_role", "transfer", "shut_out", "let_in"):
        assert entry.target
        assert entry.target.username == "target"


@contextmanager
def unrecordable() -> Iterator[None]:
    """The database takes no entry: whatever was done before it in the transaction must go too."""
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE FUNCTION refuse_entry() RETURNS trigger LANGUAGE plpgsql AS"
            " $$ BEGIN RAISE EXCEPTION 'no entry'; END $$"
        )
        cursor.execute(
            "CREATE TRIGGER refuse_entry BEFORE INSERT ON rooms_auditentry EXECUTE FUNCTION refuse_entry()"
        )
    yield
    with connection.cursor() as cursor:
        cursor.execute("DROP FUNCTION refuse_entry CASCADE")


@pytest.mark.django_db
def test_what_changes_nothing_is_no_act() -> None:
    scene = make_scene()
    before = dump()
    assert regulations.regulate(user=scene.people["owner"], slug=scene.slug, locked=False) is None
    perform(Pin(scene.slug, scene.people["owner"].pk, scene.seq, False))
    assert dump() == before


@pytest.mark.django_db
@pytest.mark.parametrize("act", [MUTE, BAN, _delete], ids=["mute", "ban", "delete"])
def test_what_is_taken_back_is_linked_to_what_it_takes_back_and_cannot_be_taken_back_twice(act: Act) -> None:
    scene = make_scene()
    act(scene)
    done = AuditEntry.objects.latest("pk")
    undo = undoing.take_back(
        user=scene.people["moderator"], slug=scene.slug, entry_id=done.pk, reason="a mistake"
    )
    assert (undo.undoes_id, undo.actor_id, undo.reason) == (
        done.pk,
        scene.people["moderator"].pk,
        "a mistake",
    )
    before = dump()
    with pytest.raises(Exception, match="cannot be taken back"):
        undoing.take_back(user=scene.people["moderator"], slug=scene.slug, entry_id=done.pk)
    assert dump() == before


@pytest.mark.django_db
def test_an_entry_says_who_whom_what_why_until_before_and_after() -> None:
    scene = make_scene()
    until = now() + timedelta(hours=1)
    people = scene.people
    sanctions.mute(user=people["moderator"], slug=scene.slug, username="target", reason="first", until=None)
    entry = sanctions.mute(
        user=people["owner"], slug=scene.slug, username="target", reason="second", until=until
    )
    assert (entry.actor, entry.target, entry.action) == (people["owner"], people["target"], "mute")
    assert (entry.reason, entry.until, entry.room) == ("second", until, scene.room)
    assert entry.before == {"reason": "first", "until": None}
    assert entry.after["until"].startswith(f"{until:%Y-%m-%dT%H:%M:%S}")
    changed = regulations.regulate(
        user=people["owner"], slug=scene.slug, topic="New", slow_mode=5, reason="calm"
    )
    assert changed
    assert (changed.before, changed.after) == (
        {"topic": "", "slow_mode": 0},
        {"topic": "New", "slow_mode": 5},
    )


CHANGES = [
    "UPDATE rooms_auditentry SET reason = 'rewritten'",
    "DELETE FROM rooms_auditentry",
    "UPDATE rooms_auditentry SET actor_id = actor_id",
]


@pytest.mark.django_db
@pytest.mark.parametrize("statement", CHANGES)
def test_postgresql_refuses_to_change_or_delete_an_entry(statement: str) -> None:
    scene = make_scene()
    MUTE(scene)
    before = dump()["rooms_auditentry"]
    assert before
    with pytest.raises(Error, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert dump()["rooms_auditentry"] == before


def test_sqlite_refuses_to_change_or_delete_an_entry(tmp_path: Path) -> None:
    path = tmp_path / "chat.sqlite3"
    environment = child_environment(
        {}, DATABASE_URL=f"sqlite:///{path}", DATA_DIR=str(tmp_path), REDIS_URL=""
    )
    migrate = [sys.executable, "manage.py", "migrate", "-v0"]
    subprocess.run(migrate, cwd=ROOT, env=environment, check=True)
    with sqlite3.connect(path) as database:
        database.execute(
            "INSERT INTO rooms_auditentry (room_id, actor_id, action, reason, before, after, created_at)"
            " VALUES (1, 1, 'mute', 'why', '{}', '{}', '2026-01-01'), (1, 1, 'ban', 'why', '{}', '{}', '2026-01-02')"
        )
        rows = database.execute("SELECT * FROM rooms_auditentry").fetchall()
        assert len(rows) == 2
        for statement in CHANGES:
            with pytest.raises(sqlite3.IntegrityError, match="append-only"):
                database.execute(statement)
        assert database.execute("SELECT * FROM rooms_auditentry").fetchall() == rows
    database.close()

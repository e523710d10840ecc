"""S10: every privileged act is on the record: one entry, in the act's own transaction."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import Error, connection, transaction
from django.utils.timezone import now

from rooms.actions.log import perform
from rooms.actions.writes import Pin
from rooms.models import AuditEntry
from tests.moderation.audited import AUDITED, BAN, DELETE, MUTE, OTHERS, Act
from tests.moderation.deeds import DEEDS
from tests.moderation.scene import dump, make_scene, undone


def test_every_public_function_of_moderation_is_audited_here_or_named_as_none_that_acts() -> None:
    assert set(DEEDS) == {function for function, _ in AUDITED} - {"Pin"} | OTHERS


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
    assert DEEDS["regulate"](user=scene.people["owner"], slug=scene.slug, locked=False) is None
    perform(Pin(scene.slug, scene.people["owner"].pk, scene.seq, False))
    assert dump() == before


@pytest.mark.django_db
@pytest.mark.parametrize("act", [MUTE, BAN, DELETE], ids=["mute", "ban", "delete"])
def test_what_is_taken_back_is_linked_to_what_it_takes_back_and_cannot_be_taken_back_twice(act: Act) -> None:
    scene = make_scene()
    act(scene)
    done = AuditEntry.objects.latest("pk")
    undo = DEEDS["take_back"](
        user=scene.people["moderator"], slug=scene.slug, entry_id=done.pk, reason="a mistake"
    )
    assert (undo.undoes_id, undo.actor_id, undo.reason) == (
        done.pk,
        scene.people["moderator"].pk,
        "a mistake",
    )
    before = dump()
    with pytest.raises(Exception, match="cannot be taken back"):
        DEEDS["take_back"](user=scene.people["moderator"], slug=scene.slug, entry_id=done.pk)
    assert dump() == before


@pytest.mark.django_db
def test_an_entry_says_who_whom_what_why_until_before_and_after() -> None:
    scene = make_scene()
    until = now() + timedelta(hours=1)
    people = scene.people
    DEEDS["mute"](user=people["moderator"], slug=scene.slug, username="target", reason="first", until=None)
    entry = DEEDS["mute"](
        user=people["owner"], slug=scene.slug, username="target", reason="second", until=until
    )
    assert (entry.actor, entry.target, entry.action) == (people["owner"], people["target"], "mute")
    assert (entry.reason, entry.until, entry.room) == ("second", until, scene.room)
    assert entry.before == {"reason": "first", "until": None}
    assert entry.after["until"].startswith(f"{until:%Y-%m-%dT%H:%M:%S}")
    changed = DEEDS["regulate"](
        user=people["owner"], slug=scene.slug, topic="New", slow_mode=5, reason="calm"
    )
    assert changed
    assert (changed.before, changed.after) == (
        {"topic": "", "slow_mode": 0},
        {"topic": "New", "slow_mode": 5},
    )

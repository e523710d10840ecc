"""Old messages go: only ever the beginning of a log, and whoever knew less must begin anew (R5)."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils.timezone import now

from accounts.models import User
from rooms.access import enter
from rooms.actions import retention
from rooms.actions.log import perform
from rooms.actions.moderation.removals import delete_many, undo
from rooms.actions.retention import remove_expired, set_retention
from rooms.actions.writes import Pin
from rooms.errors import ActionError
from rooms.models import (
    AuditEntry,
    Membership,
    Mention,
    Message,
    Reaction,
    RemovedMessage,
    Report,
    Room,
    Tally,
)
from rooms.queries.catch_up import catch_up
from rooms.queries.history import Selection, bounds, messages
from rooms.queries.search import search
from rooms.worker.jobs import JOBS
from tests.rooms.acting import edit, react, room, send

pytestmark = [pytest.mark.django_db, pytest.mark.embedded]
OLD = 6  # messages of ten days ago; four are of today


@pytest.fixture
def lounge(ann: User, bob: User) -> Room:
    made = room(ann, bob)
    for number in range(1, 11):
        send(bob if number % 2 else ann, made, f"number{number} @bob")
    Message.objects.filter(room=made, seq__lte=OLD).update(created_at=now() - timedelta(days=10))
    react(ann, made, 2)
    edit(ann, made, 4, "edited lately")
    perform(Pin(made.slug, ann.pk, 3, True))
    return made


def fresh(where: Room) -> Room:
    return Room.objects.get(pk=where.pk)


def test_what_is_older_goes_and_the_rest_is_a_whole_log(ann: User, bob: User, lounge: Room) -> None:
    before = fresh(lounge)
    set_retention(user=ann, slug=lounge.slug, days=7)
    assert Mention.objects.filter(message__seq__lte=OLD).exists()
    assert remove_expired() == OLD
    assert remove_expired() == 0
    after = fresh(lounge)
    assert (after.first_seq, after.last_seq, after.version) == (OLD + 1, 10, before.version)
    access = enter(bob, lounge.slug)
    where = bounds(access, Selection(after=0))
    assert [row["seq"] for row in messages(access, where.low, where.high)] == [7, 8, 9, 10]
    with pytest.raises(ActionError):
        access.message(OLD)
    assert not Mention.objects.filter(message__seq__lte=OLD).exists()
    assert not Reaction.objects.exists()
    assert [hit.message["seq"] for hit in search(bob, "number").hits] == [10, 9, 8, 7]
    kept = dict(Tally.objects.filter(room=lounge).values_list("author__username", "messages"))
    assert kept == {"ann": 2, "bob": 2}
    assert send(bob, lounge).seq == 11


def test_who_knew_less_than_what_is_gone_begins_anew(ann: User, bob: User, lounge: Room) -> None:
    floor = Message.objects.filter(room=lounge, seq__lte=OLD).order_by("-version")[0].version
    assert catch_up(bob, lounge.slug, floor - 1, None).answer is None
    set_retention(user=ann, slug=lounge.slug, days=7)
    remove_expired()
    assert fresh(lounge).floor_version == floor
    assert catch_up(bob, lounge.slug, floor - 1, None).answer == "reset"
    assert catch_up(bob, lounge.slug, floor, None).answer is None
    send(ann, lounge)
    found = catch_up(bob, lounge.slug, floor, None)
    assert (found.answer, [event.seq for event in found.events]) == (None, [11])


def test_unread_is_counted_from_what_is_left(ann: User, bob: User, lounge: Room) -> None:
    Membership.objects.filter(room=lounge, user=bob).update(last_read=1)
    set_retention(user=ann, slug=lounge.slug, days=7)
    remove_expired()
    assert Membership.objects.get(room=lounge, user=bob).last_read == OLD


def test_all_may_go_in_many_portions_and_writing_goes_on(
    ann: User, lounge: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retention, "BATCH", 3)
    Message.objects.filter(room=lounge).update(created_at=now() - timedelta(days=10))
    set_retention(user=ann, slug=lounge.slug, days=1)
    assert remove_expired() == 10
    after = fresh(lounge)
    assert (after.first_seq, after.last_seq) == (11, 10)
    assert not Tally.objects.filter(room=lounge).exists()
    assert bounds(enter(ann, lounge.slug), Selection()).low == 11
    assert send(ann, lounge).seq == 11
    assert AuditEntry.objects.filter(room=lounge, action="retention_applied").count() == 1


def test_what_moderators_removed_goes_too_and_the_rest_is_put_back(ann: User, lounge: Room) -> None:
    removal, _ = delete_many(user=ann, slug=lounge.slug, reason="spam", seqs=[5, 6, 7, 8])
    set_retention(user=ann, slug=lounge.slug, days=7)
    remove_expired()
    assert RemovedMessage.objects.count() == 2
    undo(user=ann, slug=lounge.slug, removal_id=removal.pk)
    after = fresh(lounge)
    assert after.version == max(Message.objects.filter(room=lounge).values_list("version", flat=True))
    assert not Report.objects.exists()


def test_a_rule_of_the_room_comes_before_that_of_the_site(ann: User, lounge: Room, settings) -> None:
    assert remove_expired() == 0
    settings.RETENTION_DAYS = 7
    set_retention(user=ann, slug=lounge.slug, days=0)
    assert remove_expired() == 0
    set_retention(user=ann, slug=lounge.slug, days=None)
    assert remove_expired() == OLD


def test_rules_are_on_the_record_and_bad_ones_refused(ann: User, lounge: Room) -> None:
    entry = set_retention(user=ann, slug=lounge.slug, days=7)
    assert entry is not None
    assert (entry.actor, entry.before, entry.after) == (ann, {"days": None}, {"days": 7})
    assert set_retention(user=ann, slug=lounge.slug, days=7) is None
    for days in (-1, 10**6):
        with pytest.raises(ValueError, match="Messages are kept"):
            set_retention(user=ann, slug=lounge.slug, days=days)
    with pytest.raises(ActionError):
        set_retention(user=ann, slug="nowhere", days=1)
    assert fresh(lounge).retention_days == 7


def test_the_command_sets_tells_and_applies(lounge: Room, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("retention", room=lounge.slug, days=7)
    assert f"{lounge.slug}: 7 days; {OLD} messages are older." in capsys.readouterr().out
    call_command("retention", apply=True)
    assert f"{OLD} messages removed." in capsys.readouterr().out
    assert Message.objects.filter(room=lounge).count() == 10 - OLD
    assert AuditEntry.objects.filter(action="retention", actor__username="system").exists()
    slug = lounge.slug
    for wrong in ({"days": 7}, {"room": slug}, {"room": "nowhere", "days": 7}, {"room": slug, "days": -1}):
        with pytest.raises(CommandError):
            call_command("retention", **wrong)


def test_the_worker_does_it() -> None:
    assert remove_expired in [job.run for job in JOBS]

"""The queue: one case a message, nobody judges themselves, nobody buries it; and messages that were held."""

import uuid
from datetime import timedelta

import pytest
from django.utils.timezone import now

from rooms.access import enter
from rooms.actions.log import commit
from rooms.actions.moderation import holding, reports, roles, sanctions
from rooms.actions.writes import Send
from rooms.errors import ActionError
from rooms.models import AuditEntry, HeldMessage, Report
from rooms.queries.moderation.desk import waiting
from rooms.queries.moderation.lists import held
from rooms.queries.moderation.reports import queue
from tests.moderation.scene import Scene, make_scene

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene() -> Scene:
    return make_scene()


def report(scene: Scene, who: str, seq: int | None = None) -> Report:
    return reports.report(
        user=scene.people[who], slug=scene.slug, seq=seq or scene.seq, reason=f"{who} says so"
    )


def handle(scene: Scene, who: str, report_id: int, status: str = "acted") -> Report:
    return reports.handle(
        user=scene.people[who], slug=scene.slug, report_id=report_id, status=status, resolution="Muted."
    )[0]


def test_many_who_report_one_message_are_one_case_and_all_are_answered(scene: Scene) -> None:
    second = report(scene, "member")
    report(scene, "moderator")
    (case,) = queue(scene.room).open
    assert (case.report.pk, [one.reporter.username for one in case.others]) == (
        scene.report, ["member", "moderator"],
    )  # fmt: skip
    assert waiting(scene.room).reports == 1
    handle(scene, "owner", second.pk)
    assert set(Report.objects.values_list("status", "resolution", "claimed_by__username")) == {
        ("acted", "Muted.", "owner")
    }
    assert queue(scene.room).open == []
    assert AuditEntry.objects.filter(room=scene.room, action="report").count() == 1
    report(scene, "owner")  # reported anew, it is a case anew
    assert len(queue(scene.room).open) == 1


def test_the_longest_reported_message_comes_first(scene: Scene) -> None:
    later = scene.send("target", "and another")
    report(scene, "member", later)
    report(scene, "owner")
    assert [case.report.message.seq for case in queue(scene.room).open] == [scene.seq, later]
    assert queue(None).open  # the site's administrators see it too


def test_about_oneself_somebody_else_decides_where_there_is_anybody(scene: Scene) -> None:
    own = report(scene, "member", scene.send("moderator", "I may do anything here"))
    for status in ("claimed", "dismissed"):
        with pytest.raises(ActionError) as refused:
            handle(scene, "moderator", own.pk, status)
        assert refused.value.code == "yourself"
    assert Report.objects.get(pk=own.pk).status == "open"
    assert handle(scene, "owner", own.pk).status == "acted"


def test_who_is_alone_in_office_closes_what_is_said_about_them(scene: Scene) -> None:
    seq = scene.send("owner", "I am the only one")
    for name in ("moderator", "keeper"):
        roles.set_role(user=scene.people["administrator"], slug=scene.slug, username=name, role="member")
    assert handle(scene, "owner", report(scene, "member", seq).pk, "dismissed").status == "dismissed"


def test_nobody_buries_the_queue_under_reports(scene: Scene) -> None:
    seqs = [scene.send("target", f"{number}") for number in range(21)]
    made = [report(scene, "member", seq) for seq in seqs[:20]]
    with pytest.raises(ActionError) as refused:
        report(scene, "member", seqs[20])
    assert (refused.value.code, refused.value.status, refused.value.retry_after) == ("rate_limited", 429, 60)
    handle(scene, "owner", made[0].pk, "dismissed")
    report(scene, "member", seqs[20])


def hold(scene: Scene, who: str, count: int) -> None:
    writes = [Send(scene.slug, scene.people[who].pk, uuid.uuid4(), f"hold me {one}") for one in range(count)]
    commit(writes)


def test_held_messages_are_refused_together_up_to_what_was_looked_at(scene: Scene) -> None:
    hold(scene, "member", 3)
    seen = held(enter(scene.people["moderator"], scene.slug))
    assert (seen.total, [(one.username, count) for one, count in seen.authors]) == (4, [("member", 3)])
    hold(scene, "member", 1)
    entry = holding.refuse_all(
        user=scene.people["moderator"], slug=scene.slug, upto=seen.upto, username="member", reason="Spam"
    )
    assert (entry.action, entry.target, entry.after) == (
        "held_refused", scene.people["member"], {"count": 3},
    )  # fmt: skip
    assert held(enter(scene.people["moderator"], scene.slug)).total == 2
    with pytest.raises(ActionError, match="no such message"):
        holding.refuse_all(user=scene.people["moderator"], slug=scene.slug, upto=seen.upto, username="member")


def test_a_held_message_whose_author_has_gone_can_only_be_refused(scene: Scene) -> None:
    hold(scene, "member", 1)
    one = HeldMessage.objects.get(author=scene.people["member"])
    scene.leave("member")
    given = {"user": scene.people["owner"], "slug": scene.slug, "held_id": one.pk}
    with pytest.raises(ActionError) as refused:
        holding.decide(**given, approve=True)
    assert refused.value.code == "author_gone"
    assert HeldMessage.objects.get(pk=one.pk).status == "waiting"
    holding.decide(**given, approve=False)
    assert HeldMessage.objects.get(pk=one.pk).status == "refused"


def test_what_was_held_stays_until_its_author_is_put_out(scene: Scene) -> None:
    sanctions.mute(
        user=scene.people["owner"], slug=scene.slug, username="target", reason="x",
        until=now() + timedelta(hours=1),
    )  # fmt: skip
    assert HeldMessage.objects.get(pk=scene.held).status == "waiting"
    sanctions.ban(user=scene.people["owner"], slug=scene.slug, username="target", reason="x")
    assert HeldMessage.objects.get(pk=scene.held).status == "refused"

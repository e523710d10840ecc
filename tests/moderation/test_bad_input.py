"""Whatever does not make sense gets a clear code, and nothing at all is changed by it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils.timezone import now

from rooms.actions import members
from rooms.actions.moderation import (
    holding,
    raids,
    regulations,
    removals,
    reports,
    roles,
    sanctions,
    suspensions,
    words,
)
from rooms.errors import ActionError
from rooms.models import Membership
from tests.moderation.scene import Scene, dump, make_scene

ON_PEOPLE: dict[str, Callable[..., Any]] = {
    "mute": sanctions.mute,
    "remove": sanctions.remove,
    "ban": sanctions.ban,
    "role": lambda **given: roles.set_role(role="moderator", **given),
    "transfer": roles.transfer,
}
UNSUSPENDED = {"user": "administrator", "username": "target"}


def refused(act: Callable[..., Any], scene: Scene, *, user: str = "owner", **given: Any) -> str:
    """The code of the refusal, after which every table is as it was."""
    before = dump()
    with pytest.raises(ActionError) as error:
        act(user=scene.people[user], **given)
    assert dump() == before
    assert str(error.value)
    return error.value.code


def on_room(act: Callable[..., Any], scene: Scene, **given: Any) -> str:
    return refused(act, scene, slug=scene.slug, **given)


@pytest.fixture
def scene(db: None) -> Scene:
    return make_scene()


@pytest.mark.parametrize("name", ON_PEOPLE)
class TestActingOnPeople:
    def act(self, scene: Scene, name: str, username: str, **rest: Any) -> str:
        return on_room(ON_PEOPLE[name], scene, username=username, **{"reason": "because", **rest})

    def test_on_oneself(self, scene: Scene, name: str) -> None:
        assert self.act(scene, name, "owner") == "yourself"

    def test_on_an_equal(self, scene: Scene, name: str) -> None:
        assert self.act(scene, name, "keeper") == "outranked"

    @pytest.mark.parametrize("username", ["nobody", "", "nul\0", "half\ud800", "x" * 500])
    def test_on_nobody(self, scene: Scene, name: str, username: str) -> None:
        assert self.act(scene, name, username) == "unknown_person"

    def test_on_the_last_owner(self, scene: Scene, name: str) -> None:
        roles.set_role(user=scene.people["administrator"], slug=scene.slug, username="keeper", role="member")
        if name in ("mute", "transfer"):
            pytest.skip("that leaves the room an owner")
        assert self.act(scene, name, "owner", user="administrator") == "last_owner"

    @pytest.mark.parametrize("reason", ["x" * 301, "nul\0", "half\ud800"])
    def test_for_no_good_reason(self, scene: Scene, name: str, reason: str) -> None:
        assert self.act(scene, name, "target", reason=reason) == "invalid_reason"


@pytest.mark.parametrize("name", ["mute", "remove", "ban"])
@pytest.mark.parametrize("reason", ["", "  ", None, 7])
def test_what_is_done_to_a_person_says_why(scene: Scene, name: str, reason: Any) -> None:
    assert on_room(ON_PEOPLE[name], scene, username="target", reason=reason) == "invalid_reason"


@pytest.mark.parametrize("act", [sanctions.mute, sanctions.ban])
@pytest.mark.parametrize("ago", [timedelta(seconds=1), timedelta(days=400)])
def test_a_time_in_the_past(scene: Scene, act: Callable[..., Any], ago: timedelta) -> None:
    given = {"username": "target", "reason": "because", "until": now() - ago}
    assert on_room(act, scene, **given) == "in_the_past"
    del given["username"]
    assert refused(suspensions.shut_out, scene, **UNSUSPENDED, **given) == "in_the_past"


GONE: list[tuple[Callable[..., Any], str]] = [
    (sanctions.remove, "not_a_member"),
    (ON_PEOPLE["role"], "not_a_member"),
    (roles.transfer, "not_a_member"),
    (sanctions.unmute, "not_muted"),
    (sanctions.unban, "not_banned"),
]


@pytest.mark.parametrize(("act", "code"), GONE)
@pytest.mark.parametrize("username", ["former", "visitor"])
def test_on_somebody_gone(scene: Scene, act: Callable[..., Any], code: str, username: str) -> None:
    assert on_room(act, scene, username=username, reason="because") == code


@pytest.mark.parametrize("act", [sanctions.mute, sanctions.ban])
def test_who_has_left_or_never_came_can_be_kept_quiet_and_out(scene: Scene, act: Callable[..., Any]) -> None:
    for username in ("former", "visitor", "target"):
        assert act(user=scene.people["owner"], slug=scene.slug, username=username, reason="because")
    assert not Membership.objects.filter(room=scene.room, user=scene.people["visitor"], left_at=None).exists()


def test_twice(scene: Scene) -> None:
    owner, slug = scene.people["owner"], scene.slug
    holding.decide(user=owner, slug=slug, held_id=scene.held, approve=False)
    assert on_room(holding.decide, scene, held_id=scene.held, approve=True) == "unknown_held"
    sanctions.remove(user=owner, slug=slug, username="target", reason="because")
    assert on_room(sanctions.remove, scene, username="target", reason="because") == "not_a_member"
    roles.set_role(user=owner, slug=slug, username="member", role="moderator")
    assert on_room(ON_PEOPLE["role"], scene, username="member") == "same_role"
    removals.undo(user=owner, slug=slug, removal_id=scene.removal)
    assert on_room(removals.undo, scene, removal_id=scene.removal) == "already_undone"
    removals.delete_many(user=owner, slug=slug, seqs=[scene.seq], reason="because")
    assert on_room(removals.delete_many, scene, seqs=[scene.seq], reason="because") == "nothing_to_delete"
    reports.handle(user=owner, slug=slug, report_id=scene.report, status="acted")
    assert on_room(reports.handle, scene, report_id=scene.report, status="acted") == "already_resolved"
    words.add_rule(user=owner, slug=slug, pattern="spam", action="flag")
    assert on_room(words.add_rule, scene, pattern=" SPAM ", action="block") == "rule_exists"
    assert on_room(raids.end_raid, scene) == "no_raid"
    assert refused(suspensions.let_in, scene, **UNSUSPENDED) == "not_suspended"


def test_reporting_oneself_twice_or_what_is_gone(scene: Scene) -> None:
    report = {"seq": scene.seq, "reason": "because"}
    assert on_room(reports.report, scene, user="target", **report) == "yourself"
    assert on_room(reports.report, scene, user="keeper", **report) == "already_reported"
    assert on_room(reports.report, scene, user="visitor", **report) == "not_member"
    assert (
        on_room(reports.report, scene, user="member", seq=scene.seq + 1, reason="because")
        == "unknown_message"
    )
    assert on_room(reports.report, scene, user="member", seq=10**12, reason="because") == "unknown_message"
    assert on_room(reports.report, scene, user="member", seq=scene.seq, reason=" ") == "invalid_reason"


def test_what_is_not_in_this_room(scene: Scene) -> None:
    for given in ({"removal_id": 10**12}, {"removal_id": 0}):
        assert on_room(removals.undo, scene, **given) == "unknown_removal"
    assert on_room(holding.decide, scene, held_id=10**12, approve=True) == "unknown_held"
    assert on_room(reports.handle, scene, report_id=10**12, status="acted") == "unknown_report"
    assert on_room(reports.handle, scene, report_id=scene.report, status="open") == "invalid_status"
    assert on_room(words.drop_rule, scene, rule_id=10**12) == "unknown_rule"
    assert on_room(words.add_rule, scene, pattern="spam", action="shout") == "invalid_action"
    assert on_room(roles.set_role, scene, username="target", role="king") == "invalid_role"
    assert (
        refused(removals.delete_many, scene, slug="no-such-room", seqs=[1], reason="because")
        == "unknown_room"
    )


SELECTIONS: list[dict[str, Any]] = [
    {},
    {"seqs": []},
    {"seqs": list(range(1001))},
    {"author": "target"},
    {"since": now()},
    {"seqs": [1], "author": "target", "since": now()},
]


@pytest.mark.parametrize("selection", SELECTIONS)
def test_a_deletion_names_messages_or_an_author_and_a_time(scene: Scene, selection: dict[str, Any]) -> None:
    assert on_room(removals.delete_many, scene, reason="because", **selection) == "invalid_selection"


SETTINGS: list[tuple[str, Any, str]] = [
    ("slow_mode", -1, "invalid_slow_mode"),
    ("slow_mode", 10**9, "invalid_slow_mode"),
    ("slow_mode", "30", "invalid_slow_mode"),
    ("locked", "yes", "invalid_setting"),
    ("archived", 1, "invalid_setting"),
    ("history_visible", None, "invalid_setting"),
    ("kind", "direct", "invalid_kind"),
    ("invite_policy", "anyone", "invalid_policy"),
    ("name", "", "invalid_name"),
    ("topic", "x" * 251, "invalid_topic"),
]


@pytest.mark.parametrize(("name", "value", "code"), SETTINGS)
def test_a_setting_that_is_none_changes_no_other_either(
    scene: Scene, name: str, value: Any, code: str
) -> None:
    other = {"topic": "Another"} if name != "topic" else {"name": "Another"}
    assert on_room(regulations.regulate, scene, **other, **{name: value}) == code


def test_a_moderator_who_changes_one_thing_too_many_changes_nothing(scene: Scene) -> None:
    given = {"topic": "Another", "archived": True}
    assert on_room(regulations.regulate, scene, user="moderator", **given) == "forbidden"


@pytest.mark.parametrize("given", [{"minutes": 0}, {"minutes": 1441}, {"slow_mode": -1}, {"slow_mode": 3601}])
def test_a_raid_switch_out_of_bounds(scene: Scene, given: dict[str, int]) -> None:
    assert on_room(raids.start_raid, scene, **given) == "invalid_raid"


def test_suspending_oneself_another_administrator_or_nobody(scene: Scene) -> None:
    def shut_out(username: str) -> str:
        given = {"username": username, "reason": "because"}
        return refused(suspensions.shut_out, scene, user="administrator", **given)

    assert shut_out("administrator") == "outranked"
    assert shut_out("nobody") == "unknown_person"
    assert shut_out("nul\0") == "unknown_person"


def test_the_last_owner_cannot_leave_but_the_last_person_can(scene: Scene) -> None:
    roles.set_role(user=scene.people["administrator"], slug=scene.slug, username="keeper", role="member")
    assert on_room(members.leave, scene) == "last_owner"
    for name in ("moderator", "member", "target", "keeper", "administrator"):
        members.leave(user=scene.people[name], slug=scene.slug)
    members.leave(user=scene.people["owner"], slug=scene.slug)
    assert not Membership.objects.filter(room=scene.room, left_at=None).exists()

"""Settings, roles and word rules are as they were after an undo; what somebody changed again is left alone."""

from typing import Any

import pytest

from rooms.actions.moderation import regulations, roles, words
from rooms.actions.moderation.undoing import take_back
from rooms.errors import ActionError
from rooms.models import AuditEntry, Room, WordRule
from tests.moderation.scene import Scene, dump, make_scene

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene() -> Scene:
    return make_scene()


def settings(scene: Scene, user: str = "owner", **changes: Any) -> AuditEntry:
    entry = regulations.regulate(user=scene.people[user], slug=scene.slug, **changes)
    assert entry
    return entry


def back(scene: Scene, entry: AuditEntry, user: str = "owner") -> AuditEntry:
    return take_back(user=scene.people[user], slug=scene.slug, entry_id=entry.pk, reason="a mistake")


def refused(scene: Scene, entry: AuditEntry, user: str = "owner") -> str:
    before = dump()
    with pytest.raises(ActionError) as error:
        back(scene, entry, user)
    assert dump() == before
    return error.value.code


def values(scene: Scene) -> tuple[Any, ...]:
    names = (
        "name",
        "topic",
        "locked",
        "slow_mode",
        "kind",
        "archived_at",
        "invite_policy",
        "history_visible",
    )
    return Room.objects.values_list(*names).get(pk=scene.room.pk)


def test_settings_come_back_and_the_undo_can_be_undone(scene: Scene) -> None:
    before = values(scene)
    entry = settings(scene, topic="Shouting", locked=True, slow_mode=60, archived=True)
    after = values(scene)
    undone = back(scene, entry)
    assert values(scene) == before
    assert (undone.action, undone.undoes, undone.reason) == ("settings", entry, "a mistake")
    assert refused(scene, entry) == "not_undoable"
    back(scene, undone)
    assert values(scene)[:5] == after[:5]
    assert values(scene)[5]


def test_a_setting_that_was_changed_again_is_left_alone(scene: Scene) -> None:
    entry = settings(scene, topic="First", slow_mode=60)
    settings(scene, topic="Second")
    assert refused(scene, entry) == "changed_since"


def test_nobody_takes_back_what_is_above_their_rank(scene: Scene) -> None:
    assert refused(scene, settings(scene, name="Another"), "moderator") == "forbidden"
    back(scene, settings(scene, topic="Another"), "moderator")
    given = {"slug": scene.slug, "username": "target", "role": "moderator"}
    assert refused(scene, roles.set_role(user=scene.people["owner"], **given), "moderator") == "forbidden"


def test_a_role_comes_back_unless_it_was_changed_again(scene: Scene) -> None:
    given = {"user": scene.people["owner"], "slug": scene.slug, "username": "target"}
    entry = roles.set_role(**given, role="moderator")
    undone = back(scene, entry)
    assert (scene.row("target").role, undone.undoes) == ("member", entry)
    entry = roles.set_role(**given, role="moderator")
    roles.set_role(**given, role="member")
    assert refused(scene, entry) == "changed_since"
    gone = roles.set_role(**given, role="moderator")
    scene.leave("target")
    assert refused(scene, gone) == "changed_since"


def test_a_rule_goes_and_comes_back(scene: Scene) -> None:
    given = {"user": scene.people["owner"], "slug": scene.slug}
    rule, added = words.add_rule(**given, pattern="spam*", action="hold")
    back(scene, added)
    assert not WordRule.objects.filter(pattern="spam*").exists()
    rule, _ = words.add_rule(**given, pattern="spam*", action="block")
    dropped = words.drop_rule(**given, rule_id=rule.pk)
    undone = back(scene, dropped)
    assert WordRule.objects.get(pattern="spam*").action == "block"
    assert undone.undoes == dropped
    assert refused(scene, added) == "not_undoable"
    words.drop_rule(**given, rule_id=WordRule.objects.get(pattern="spam*").pk)
    assert refused(scene, undone) == "changed_since"

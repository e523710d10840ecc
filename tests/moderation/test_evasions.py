"""Ways around a sanction that leave the person's own account, or their own words, where they are."""

import uuid
from typing import Any

import pytest
from django.utils.timezone import now

from accounts.models import User
from rooms.actions import invitations, members
from rooms.actions.log import commit, perform
from rooms.actions.moderation import raids, regulations, roles, sanctions, suspensions
from rooms.actions.personal import ignore as set_ignored
from rooms.actions.rooms import create_room, open_direct
from rooms.actions.webhooks import incoming, subscriptions
from rooms.actions.webhooks.delivery import due
from rooms.actions.writes import React, Send
from rooms.errors import ActionError
from rooms.models import AuditEntry, HeldMessage, Membership, WebhookSubscription
from rooms.queries.raids import forget
from tests.moderation.scene import Scene, make_scene, new_user

pytestmark = pytest.mark.django_db
WHY = {"reason": "because"}


@pytest.fixture
def scene() -> Scene:
    return make_scene(kind="private")


def code(act: Any, **given: Any) -> str | None:
    try:
        act(**given)
    except ActionError as error:
        return error.code
    return None


def written(scene: Scene, who: str, body: str = "hello", slug: str | None = None) -> str | None:
    answer = commit([Send(slug or scene.slug, scene.people[who].pk, uuid.uuid4(), body)])[0]
    return answer.code if isinstance(answer, ActionError) else None


def reacted(scene: Scene, who: str, emoji: str, on: bool = True) -> str | None:
    return code(perform, write=React(scene.slug, scene.people[who].pk, scene.seq, emoji, on))


@pytest.mark.parametrize("act", [sanctions.remove, sanctions.ban])
def test_whoever_is_put_out_leaves_no_invitation_no_webhook_and_nothing_waiting_behind(
    scene: Scene, act: Any
) -> None:
    owner, target, slug = scene.people["owner"], scene.people["target"], scene.slug
    roles.set_role(user=owner, slug=slug, username="target", role="moderator")
    Membership.objects.filter(room=scene.room, user=target).update(role="owner")
    mine, others = invitations.invite(user=target, slug=slug), invitations.invite(user=owner, slug=slug)
    token = incoming.make_hook(user=target, slug=slug, bot_name="CI")[1]
    kept = incoming.make_hook(user=owner, slug=slug, bot_name="CI")[1]
    told = subscriptions.subscribe(
        user=target, slug=slug, url="https://receiver.example/", events=["message.created"]
    )[0]
    assert invitations.find(mine)
    assert incoming.find_hook(token)
    Membership.objects.filter(room=scene.room, user=target).update(role="member")
    entry = act(user=owner, slug=slug, username="target", **WHY)
    assert code(invitations.accept, user=scene.people["visitor"], token=mine) == "unknown_invitation"
    assert incoming.find_hook(token) is None
    assert WebhookSubscription.objects.get(pk=told.pk).disabled_at
    assert not HeldMessage.objects.filter(author=target, status="waiting").exists()
    assert entry.after.items() >= {"invitations_closed": 1, "webhooks_closed": 2, "held_refused": 1}.items()
    assert incoming.find_hook(kept)
    assert invitations.accept(user=scene.people["visitor"], token=others) == scene.room


def test_while_somebody_is_suspended_their_webhooks_are_too(scene: Scene) -> None:
    staff, owner, slug = scene.people["administrator"], scene.people["owner"], scene.slug
    token = incoming.make_hook(user=owner, slug=slug, bot_name="CI")[1]
    subscriptions.subscribe(
        user=owner, slug=slug, url="https://receiver.example/", events=["message.created"]
    )
    scene.send("member", "something to be told")
    assert incoming.find_hook(token)
    assert len(due(9)) == 1
    suspensions.shut_out(user=staff, username="owner", **WHY)
    assert incoming.find_hook(token) is None
    assert due(9) == []
    suspensions.let_in(user=staff, username="owner")
    assert incoming.find_hook(token)
    assert len(due(9)) == 1


def test_the_muted_put_no_reaction_and_take_theirs_back(scene: Scene) -> None:
    assert reacted(scene, "member", "🎉") is None
    sanctions.mute(user=scene.people["owner"], slug=scene.slug, username="member", **WHY)
    assert reacted(scene, "member", "🖕") == "muted"
    assert reacted(scene, "member", "🎉", on=False) is None


def test_in_a_locked_room_members_react_and_do_not_write(scene: Scene) -> None:
    regulations.regulate(user=scene.people["owner"], slug=scene.slug, locked=True)
    assert written(scene, "member") == "locked"
    assert reacted(scene, "member", "🎉") is None


def newcomer(scene: Scene, name: str = "newcomer") -> User:
    scene.people[name] = User.objects.create(username=name)
    return scene.people[name]


def site_raid(scene: Scene) -> None:
    raids.start_raid(user=scene.people["administrator"], minutes=5, slow_mode=30)
    forget()


def test_new_accounts_do_not_react_during_a_raid(scene: Scene) -> None:
    newcomer(scene)
    scene.enter("newcomer")
    assert reacted(scene, "newcomer", "🎉") is None
    site_raid(scene)
    assert reacted(scene, "newcomer", "🔥") == "new_account"
    assert reacted(scene, "newcomer", "🎉", on=False) is None
    assert reacted(scene, "member", "🔥") is None


def test_new_accounts_open_nothing_and_bring_nobody_anywhere_while_the_site_is_raided(scene: Scene) -> None:
    raider, room = newcomer(scene), create_room(user=newcomer(scene, "second"), name="Theirs")
    direct = open_direct(user=raider, usernames=["member"])
    site_raid(scene)
    assert code(create_room, user=raider, name="Mine") == "new_account"
    assert code(open_direct, user=raider, usernames=["target"]) == "new_account"
    assert code(members.add, user=scene.people["second"], slug=room.slug, username="target") == "new_account"
    assert code(open_direct, user=raider, usernames=["member"]) is None  # one that is there already
    assert written(scene, "newcomer", slug=direct.slug) == "new_account"
    assert not HeldMessage.objects.filter(room=direct).exists()  # nobody could let it through
    assert code(create_room, user=scene.people["member"], name="Fine") is None
    raids.end_raid(user=scene.people["administrator"])
    forget()
    assert written(scene, "newcomer", slug=direct.slug) is None


def test_a_raid_does_not_slow_direct_conversations(scene: Scene) -> None:
    before = open_direct(user=scene.people["moderator"], usernames=["owner"])
    site_raid(scene)
    during = open_direct(user=scene.people["moderator"], usernames=["member"])
    for direct in (before, during):
        assert [written(scene, "moderator", slug=direct.slug) for _ in range(2)] == [None, None]
    assert [written(scene, "member") for _ in range(2)] == [None, "slow_mode"]


def test_a_banned_person_is_not_brought_back_by_name(scene: Scene) -> None:
    given = {"slug": scene.slug, "username": "banned"}
    assert code(members.add, user=scene.people["moderator"], **given) == "still_banned"
    regulations.regulate(user=scene.people["owner"], slug=scene.slug, invite_policy="members")
    assert code(members.add, user=scene.people["member"], **given) == "unknown_room"


def test_whom_one_ignores_does_not_call_one_by_name(scene: Scene) -> None:
    set_ignored(user=scene.people["member"], username="target")
    scene.send("target", "@member @moderator look")
    assert (scene.row("member").last_mention, scene.row("moderator").last_mention > 0) == (0, True)
    set_ignored(user=scene.people["member"], username="target", on=False)
    assert scene.row("member").last_mention == 0
    seq = scene.send("target", "@member look")
    assert scene.row("member").last_mention == seq


def test_an_abandoned_room_belongs_to_whoever_comes_first(scene: Scene) -> None:
    room = create_room(user=scene.people["owner"], name="Abandoned")
    incoming.make_hook(user=scene.people["owner"], slug=room.slug, bot_name="CI")
    members.leave(user=scene.people["owner"], slug=room.slug)
    for who in ("member", "target", "owner"):
        members.join(user=scene.people[who], slug=room.slug)
    roles_of = Membership.objects.filter(room=room, left_at=None, user__is_bot=False).order_by("pk")
    assert {row.user.username: row.role for row in roles_of} == {
        "owner": "member", "member": "owner", "target": "member",
    }  # fmt: skip


def test_no_program_inherits_a_room_and_whoever_does_is_on_the_record(scene: Scene) -> None:
    from rooms.actions.departing import depart

    founder = new_user("founder")
    room = create_room(user=founder, name="Left")
    hook = incoming.make_hook(user=founder, slug=room.slug, bot_name="CI")[0]
    members.join(user=scene.people["member"], slug=room.slug)
    began = now()
    depart(founder.pk)
    assert Membership.objects.get(room=room, user=scene.people["member"]).role == "owner"
    assert Membership.objects.get(room=room, user=hook.bot).role == "member"
    entry = AuditEntry.objects.get(room=room, action="transfer", created_at__gte=began)
    assert (entry.actor, entry.target) == (founder, scene.people["member"])
    depart(scene.people["member"].pk)  # nobody but the program is left

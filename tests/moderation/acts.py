"""Every action of the permission table as somebody carries it out: through our own actions."""

import uuid
from collections.abc import Callable
from typing import Any

from rooms.access import enter
from rooms.actions import members
from rooms.actions.log import perform
from rooms.actions.webhooks import incoming, subscriptions
from rooms.actions.writes import Pin, React, Send
from tests.moderation.deeds import DEEDS
from tests.moderation.scene import TARGET, Scene

type Act = Callable[[Scene, Any], object]


def _regulate(**changes: Any) -> Act:
    return lambda scene, user: DEEDS["regulate"](user=user, slug=scene.slug, **changes)


def _on_target(action: Callable[..., object], **rest: Any) -> Act:
    return lambda scene, user: action(user=user, slug=scene.slug, username=TARGET, reason="because", **rest)


def _suspend(scene: Scene, user: Any) -> object:
    return DEEDS["shut_out"](user=user, username=TARGET, reason="because")


ACTS: dict[str, Act] = {
    "read": lambda scene, user: enter(user, scene.slug).message(scene.seq),
    "join": lambda scene, user: members.join(user=user, slug=scene.slug),
    "write": lambda scene, user: perform(Send(scene.slug, user.pk, uuid.uuid4(), "Hello")),
    "react": lambda scene, user: perform(React(scene.slug, user.pk, scene.seq, "🎉", True)),
    "report": lambda scene, user: DEEDS["report"](user=user, slug=scene.slug, seq=scene.seq, reason="spam"),
    "leave": lambda scene, user: members.leave(user=user, slug=scene.slug),
    "pin": lambda scene, user: perform(Pin(scene.slug, user.pk, scene.seq, True)),
    "delete": lambda scene, user: DEEDS["delete_many"](
        user=user, slug=scene.slug, reason="spam", seqs=[scene.seq]
    ),
    "undo": lambda scene, user: DEEDS["undo"](user=user, slug=scene.slug, removal_id=scene.removal),
    "mute": _on_target(DEEDS["mute"]),
    "remove": _on_target(DEEDS["remove"]),
    "ban": _on_target(DEEDS["ban"]),
    "topic": _regulate(topic="Another"),
    "lock": _regulate(locked=True),
    "slow_mode": _regulate(slow_mode=30),
    "name": _regulate(name="Another"),
    "kind": lambda scene, user: _regulate(kind="private" if scene.room.kind == "public" else "public")(
        scene, user
    ),
    "history": _regulate(history_visible=False),
    "invite_policy": lambda scene, user: _regulate(
        invite_policy="moderators" if scene.room.invite_policy == "members" else "members"
    )(scene, user),
    "archive": _regulate(archived=True),
    "word_rules": lambda scene, user: DEEDS["add_rule"](
        user=user, slug=scene.slug, pattern="spam", action="block"
    ),
    "held": lambda scene, user: DEEDS["decide"](user=user, slug=scene.slug, held_id=scene.held, approve=True),
    "reports": lambda scene, user: DEEDS["handle"](
        user=user, slug=scene.slug, report_id=scene.report, status="dismissed", resolution="fine"
    ),
    "audit": lambda scene, user: DEEDS["office"](user, scene.slug, "audit"),
    "raid": lambda scene, user: DEEDS["start_raid"](user=user, slug=scene.slug),
    "webhooks_in": lambda scene, user: incoming.make_hook(user=user, slug=scene.slug, bot_name="CI"),
    "webhooks_out": lambda scene, user: subscriptions.subscribe(
        user=user, slug=scene.slug, url="https://receiver.example/", events=["message.created"]
    ),
    "role": _on_target(DEEDS["set_role"], role="moderator"),
    "transfer": _on_target(DEEDS["transfer"]),
    "suspend": _suspend,
    "site_raid": lambda scene, user: DEEDS["start_raid"](user=user),
}

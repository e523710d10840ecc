"""A room with somebody of every rank in it, and everything a moderator may have to act on."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.apps import apps
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.utils.timezone import now

from accounts.models import User
from rooms.actions.admission import admit, dismiss, lock
from rooms.actions.log import commit, perform
from rooms.actions.moderation import removals, reports, sanctions, words
from rooms.actions.rooms import create_room
from rooms.actions.writes import React, Send
from rooms.models import HeldMessage, Membership, Room
from rooms.models.membership import Role
from rooms.queries.raids import forget

OUTSIDE = ("anonymous", "banned", "former", "visitor")
INSIDE = ("member", "moderator", "owner", "administrator")
RANKS = (*OUTSIDE, *INSIDE)
TARGET = "target"


def new_user(username: str, **fields: Any) -> User:
    """Old enough not to be a newcomer."""
    return User.objects.create(username=username, date_joined=now() - timedelta(days=30), **fields)


@dataclass(slots=True)
class Scene:
    """`keeper` owns the room too, so that no act fails for want of an owner; `target` is a plain member."""

    room: Room
    people: dict[str, Any] = field(default_factory=dict)
    seq: int = 0
    removal: int = 0
    report: int = 0
    held: int = 0

    @property
    def slug(self) -> str:
        return self.room.slug

    def send(self, who: str, body: str, client_id: uuid.UUID | None = None) -> int:
        return perform(Send(self.slug, self.people[who].pk, client_id or uuid.uuid4(), body)).seq

    def enter(self, who: str, role: str = Role.MEMBER) -> None:
        with transaction.atomic():
            admit(lock(self.room), self.people[who], role)

    def leave(self, who: str) -> None:
        with transaction.atomic():
            dismiss(lock(self.room), self.row(who))

    def row(self, who: str) -> Membership:
        return Membership.objects.select_related("user").get(room=self.room, user=self.people[who])


def make_scene(kind: str = "public") -> Scene:
    forget()
    keeper = new_user("keeper")
    scene = Scene(create_room(user=keeper, name="The scene", kind=kind), {"keeper": keeper})
    scene.people |= {name: new_user(name) for name in (*RANKS[1:-1], TARGET)}
    scene.people |= {"anonymous": AnonymousUser(), "administrator": new_user("administrator", is_staff=True)}
    roles = {"moderator": Role.MODERATOR, "owner": Role.OWNER}
    for name in (*INSIDE, "former", "banned", TARGET):
        scene.enter(name, roles.get(name, Role.MEMBER))
    scene.leave("former")
    sanctions.ban(user=keeper, slug=scene.slug, username="banned", reason="spam")
    _furnish(scene, keeper)
    return scene


def _furnish(scene: Scene, keeper: User) -> None:
    """A message of the target with a reaction, a report; something deleted; something held back."""
    scene.seq = scene.send(TARGET, "Something questionable")
    gone = scene.send(TARGET, "Something worse")
    perform(React(scene.slug, keeper.pk, scene.seq, "👍", True))
    scene.report = reports.report(user=keeper, slug=scene.slug, seq=scene.seq, reason="look").pk
    scene.removal = removals.delete_many(user=keeper, slug=scene.slug, reason="bad", seqs=[gone])[0].pk
    words.add_rule(user=keeper, slug=scene.slug, pattern="hold me", action="hold")
    commit([Send(scene.slug, scene.people[TARGET].pk, uuid.uuid4(), "please hold me")])
    scene.held = HeldMessage.objects.get(room=scene.room).pk


def dump() -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table of ours, to see that nothing at all has changed."""
    models = [model for label in ("rooms", "accounts") for model in apps.get_app_config(label).get_models()]
    return {
        model._meta.db_table: list(model._default_manager.order_by("pk").values_list()) for model in models
    }


@contextmanager
def undone() -> Iterator[None]:
    """Whatever happens inside has not happened."""
    forget()
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
    forget()

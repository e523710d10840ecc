"""What the office can do: people, rooms and messages through our own actions, in its own process."""

import uuid
from datetime import timedelta
from typing import Any

from django.test import Client
from django.utils.timezone import now

from accounts import control
from accounts.models import User
from accounts.models.token import SCOPES
from accounts.tokens import create_token
from rooms.actions import members, rooms
from rooms.actions.log import commit
from rooms.actions.moderation.raids import start_raid
from rooms.actions.moderation.regulations import regulate
from rooms.actions.moderation.roles import set_role
from rooms.actions.moderation.sanctions import ban as ban_person
from rooms.actions.moderation.sanctions import mute as mute_person
from rooms.actions.moderation.sanctions import remove as remove_person
from rooms.actions.moderation.sanctions import unmute as unmute_person
from rooms.actions.moderation.words import add_rule
from rooms.actions.tokens import make_token
from rooms.actions.writes import Delete, Edit, React, Send, Write
from rooms.errors import ActionError
from rooms.models import Epoch, Raid, Room
from rooms.models.epoch import new_epoch

GROUP = 200  # writes in one transaction, as the writer does it


def person(username: str, name: str = "") -> dict[str, Any]:
    user = User(username=username, name=name, last_seen=now())
    user.set_unusable_password()
    user.save()
    client = Client()
    client.force_login(user)
    _, token = create_token(user, scopes=list(SCOPES))
    return {"id": user.pk, "username": username, "token": token, "session": client.session.session_key}


def people(names: list[str]) -> list[dict[str, Any]]:
    return [person(name) for name in names]


def room(
    owner: str, name: str = "Room", kind: str = "public", members: list[str] | None = None, **rest: Any
) -> str:
    slug = rooms.create_room(user=_user(owner), name=name, kind=kind, **rest).slug
    for username in members or []:
        add(by=owner, username=username, slug=slug)
    return slug


def direct(username: str, other: str) -> str:
    return rooms.open_direct(user=_user(username), usernames=[other]).slug


def add(by: str, username: str, slug: str) -> None:
    members.add(user=_user(by), slug=slug, username=username)


def join(username: str, slug: str) -> None:
    members.join(user=_user(username), slug=slug)


def leave(username: str, slug: str) -> None:
    members.leave(user=_user(username), slug=slug)


def settings(username: str, slug: str, name: str, topic: str = "") -> None:
    regulate(user=_user(username), slug=slug, name=name, topic=topic)


def send(username: str, slug: str, bodies: list[str], reply_to: int | None = None) -> list[int]:
    """The seqs of the new messages."""
    author = _user(username).pk
    return _perform([Send(slug, author, uuid.uuid4(), body, reply_to) for body in bodies])


def edit(username: str, slug: str, bodies: dict[str, str]) -> None:
    """`bodies` by seq."""
    author = _user(username).pk
    _perform([Edit(slug, author, int(seq), body) for seq, body in bodies.items()])


def delete(username: str, slug: str, seqs: list[int]) -> None:
    author = _user(username).pk
    _perform([Delete(slug, author, seq) for seq in seqs])


def react(username: str, slug: str, seq: int, emoji: str, on: bool = True) -> None:
    _perform([React(slug, _user(username).pk, seq, emoji, on)])


def promote(by: str, username: str, slug: str, role: str = "moderator") -> None:
    set_role(user=_user(by), slug=slug, username=username, role=role)


def remove(by: str, username: str, slug: str) -> None:
    remove_person(user=_user(by), slug=slug, username=username, reason="Enough")


def ban(by: str, username: str, slug: str) -> None:
    ban_person(user=_user(by), slug=slug, username=username, reason="Enough")


def mute(by: str, username: str, slug: str) -> None:
    mute_person(user=_user(by), slug=slug, username=username, reason="Enough")


def unmute(by: str, username: str, slug: str) -> None:
    unmute_person(user=_user(by), slug=slug, username=username)


def archive(by: str, slug: str, on: bool = True) -> None:
    regulate(user=_user(by), slug=slug, archived=on)


def make_private(by: str, slug: str) -> None:
    regulate(user=_user(by), slug=slug, kind="private")


def token(username: str, scopes: list[str], rooms: list[str] | None = None) -> str:
    """Another token of theirs, for these alone."""
    return make_token(user=_user(username), name="token", scopes=scopes, rooms=rooms or [])[1]


def rule(by: str, slug: str, pattern: str, action: str) -> None:
    add_rule(user=_user(by), slug=slug, pattern=pattern, action=action)


def raid(by: str, slug: str, seconds: float) -> None:
    """The room's raid switch, to end by itself after so many seconds."""
    start_raid(user=_user(by), slug=slug)
    ends = now() + timedelta(seconds=seconds)
    Raid.objects.filter(room__slug=slug, ended_at=None).update(ends_at=ends)
    Room.objects.filter(slug=slug).update(raid_until=ends)


def make_staff(username: str) -> None:
    User.objects.filter(username=username).update(is_staff=True)


def limit_room(slug: str, **fields: Any) -> None:
    """Columns that no page sets yet: locked, slow_mode, archived, floor_version, first_seq."""
    if fields.pop("archived", False):
        fields["archived_at"] = now()
    Room.objects.filter(slug=slug).update(**fields)


def suspend(username: str) -> None:
    user = _user(username)
    User.objects.filter(pk=user.pk).update(suspended_at=now())
    control.revoke_user(user.pk, control.FORBIDDEN)


def restore() -> str:
    """What a restore of the database ends with: another epoch."""
    value = new_epoch()
    Epoch.objects.update_or_create(id=1, defaults={"value": value})
    return value


def _user(username: str) -> User:
    return User.objects.get(username=username)


def _perform(writes: list[Write]) -> list[int]:
    seqs = []
    for start in range(0, len(writes), GROUP):
        for answer in commit(writes[start : start + GROUP]):
            if isinstance(answer, ActionError):
                raise answer
            seqs.append(answer.message.seq)
    return seqs

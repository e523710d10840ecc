"""Doing things in rooms from a test, and seeing that what was refused left nothing behind."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.utils.timezone import now

from accounts.models import User
from rooms.actions import members, rooms
from rooms.actions.log import perform
from rooms.actions.writes import Delete, Edit, React, Send, check_body
from rooms.errors import ActionError
from rooms.models import Membership, Mention, Message, Reaction, Room, Tally


def person(username: str, **fields: Any) -> User:
    user = User(username=username, last_seen=now(), **fields)
    user.set_unusable_password()
    user.save()
    return user


def room(owner: User, *people: User, **options: Any) -> Room:
    made = rooms.create_room(user=owner, **{"name": "Lounge", **options})
    for one in people:
        members.add(user=owner, slug=made.slug, username=one.username)
    return made


def promote(user: User, where: Room, role: str) -> None:
    Membership.objects.filter(user=user, room=where).update(role=role)


def send(user: User, where: Room, body: str = "Hello", **rest: Any) -> Message:
    rest.setdefault("client_id", uuid.uuid4())
    return perform(Send(where.slug, user.pk, body=check_body(body), **rest))


def edit(user: User, where: Room, seq: int, body: str) -> Message:
    return perform(Edit(where.slug, user.pk, seq, check_body(body)))


def delete(user: User, where: Room, seq: int) -> Message:
    return perform(Delete(where.slug, user.pk, seq))


def react(user: User, where: Room, seq: int, emoji: str = "👍", on: bool = True) -> Message:
    return perform(React(where.slug, user.pk, seq, emoji, on))


def head(where: Room) -> tuple[int, int]:
    """(last_seq, version) as the database has it."""
    return Room.objects.values_list("last_seq", "version").get(pk=where.pk)


def everything(where: Room) -> list[Any]:
    """All that a write could have changed."""
    of_room = [model.objects.filter(room=where).order_by("pk") for model in (Message, Membership, Tally)]
    of_messages = [model.objects.filter(message__room=where).order_by("pk") for model in (Mention, Reaction)]
    return [list(rows.values()) for rows in (Room.objects.filter(pk=where.pk), *of_room, *of_messages)]


@contextmanager
def refused(code: str, where: Room) -> Iterator[None]:
    """What is done inside is refused with this code, takes no number and stores nothing."""
    before = everything(where)
    with pytest.raises(ActionError) as caught:
        yield
    assert caught.value.code == code
    assert everything(where) == before

"""A new message, before it has its numbers."""

from functools import cache
from typing import Any

from django.db.models.base import ModelState

from accounts.models import User
from rooms.actions.draft import Draft
from rooms.actions.writes import Send
from rooms.models import Message, Room


def compose(draft: Draft, write: Send, room: Room, author: User, **more: object) -> Message:
    """As unpickling makes a model, without `__init__`: 2 µs instead of 16, the dearest part of a group of sends."""
    message = Message.__new__(Message)
    state = ModelState()
    state.fields_cache = {"room": room, "author": author}
    message.__dict__ = {
        **_defaults(),
        "_state": state,
        "room_id": room.id,
        "author_id": author.id,  # `pk`, a property, takes 0.4 µs
        "client_id": write.client_id,
        "via": write.via,
        "body": write.body,
        "html": draft.html,
        "reply_to": write.reply_to,
        "reactions": [],
        **more,
    }
    return message


@cache
def _defaults() -> dict[str, Any]:
    return {field.attname: field.get_default() for field in Message._meta.concrete_fields}

"""A message composed without `__init__` is the message that `__init__` would have made."""

import uuid

from accounts.models import User
from rooms.actions.composing import compose
from rooms.actions.draft import Draft
from rooms.actions.writes import Send
from rooms.models import Message, Room


def test_a_composed_message_has_every_field_and_what_it_points_to() -> None:
    room, author, client_id = Room(pk=1, slug="room"), User(pk=2, username="ann"), uuid.uuid4()
    write = Send(room="room", user_id=2, client_id=client_id, body="*hi*", reply_to=3)
    draft = Draft(write, html="<p><em>hi</em></p>")

    composed = compose(draft, write, room, author)
    usual = Message(
        room=room, author=author, client_id=client_id, body="*hi*", html="<p><em>hi</em></p>", reply_to=3
    )

    for field in Message._meta.concrete_fields:
        assert composed.__dict__[field.attname] == getattr(usual, field.attname), field.name
    assert not composed.get_deferred_fields()
    assert composed._state.adding
    assert (composed.room, composed.author) == (room, author)


def test_two_composed_messages_share_nothing_that_changes() -> None:
    write = Send(room="room", user_id=2, client_id=uuid.uuid4(), body="hi", reply_to=None)
    room, author = Room(pk=1), User(pk=2)
    first, second = (compose(Draft(write), write, room, author) for _ in range(2))
    first.reactions.append({"emoji": "👍"})
    assert second.reactions == []

"""Reactions: putting one twice, or taking away what is not there, changes nothing."""

from collections.abc import Iterable

from rooms.access import Access
from rooms.actions.batch import Batch
from rooms.actions.gatekeeping import check_react
from rooms.actions.writes import React
from rooms.errors import ActionError
from rooms.models import Message, Reaction

DIFFERENT = 20  # emoji under one message
SELECTOR = "\ufe0f"
NAMED = 20  # people listed for one emoji


def react(batch: Batch, write: React, access: Access, message: Message) -> Message:
    """Add or remove one person's emoji and renew the summary. Raises `too_many_reactions`, `archived`, `muted`."""
    check_react(batch, access, batch.members[access.room.pk, write.user_id], on=write.on)
    current = batch.reactions[message.pk]
    emoji = _as_there(write, current)
    key = (emoji, write.user_id)
    if (key in current) == write.on:
        return message
    if write.on:
        if len({one for one, _ in current} | {emoji}) > DIFFERENT:
            raise ActionError("too_many_reactions", f"A message has at most {DIFFERENT} different reactions.")
        current[key] = Reaction(message=message, user=access.user, emoji=emoji)
        batch.reacted.append(current[key])
    else:
        _remove(batch, current.pop(key))
    message.reactions = summary(list(current.values()))
    batch.changed[message.room_id, message.seq] = message
    return message


def _as_there(write: React, current: Iterable[tuple[str, int]]) -> str:
    """As the person, or else the message, has it already.

    Keyboards differ in whether they write the selector for a picture (U+FE0F); releases before kept both apart.
    """
    bare = write.emoji.replace(SELECTOR, "")
    same = [(one, who) for one, who in current if one.replace(SELECTOR, "") == bare]
    own = [one for one, who in same if who == write.user_id]
    return next(iter([*own, *(one for one, _ in same)]), write.emoji)


def _remove(batch: Batch, reaction: Reaction) -> None:
    if reaction.pk is None:
        batch.reacted.remove(reaction)
    else:
        batch.unreacted.append(reaction.pk)


def summary(reactions: list[Reaction]) -> list[dict[str, object]]:
    """`[{"emoji", "count", "users"}]` in the order each emoji first appeared, at most 20 users each."""
    users: dict[str, list[str]] = {}
    for reaction in reactions:
        users.setdefault(reaction.emoji, []).append(reaction.user.username)
    return [{"emoji": emoji, "count": len(names), "users": names[:NAMED]} for emoji, names in users.items()]

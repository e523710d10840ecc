"""The one write path: a group of writes, one transaction, exactly as many numbers as changes.

Inside it: lock the rooms in id order, look up client_ids, re-check who may write, and only then take
numbers and insert. One bad write answers that write alone. Events go out after the commit, never before.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from django.db import transaction

from rooms.actions.announcing import events
from rooms.actions.batch import Batch
from rooms.actions.draft import Draft, prepare
from rooms.actions.numbering import number
from rooms.actions.rules import apply
from rooms.actions.storing import store
from rooms.actions.webhooks import outbox
from rooms.actions.writes import Write
from rooms.errors import ActionError
from rooms.models import Message
from rooms.realtime.publish import publish
from rooms.wire.events import Event


@dataclass(slots=True, frozen=True)
class Outcome:
    """What became of one write. `replayed`: this client_id had been sent before, nothing new happened."""

    message: Message
    replayed: bool = False


def commit(writes: Sequence[Write]) -> list[Outcome | ActionError]:
    """Carry out a group of writes in one transaction; one answer a write, in their order.

    Raises django.db.Error when the transaction as a whole failed: then nothing was stored.
    """
    drafts = prepare(writes)
    with transaction.atomic():
        answers, made = _commit_locked(drafts)
        transaction.on_commit(partial(publish, made))
    return answers


def perform(write: Write) -> Message:
    """Carry out one write, for plain views and workers. Raises ActionError."""
    answer = commit([write])[0]
    if isinstance(answer, ActionError):
        raise answer
    return answer.message


def _commit_locked(drafts: list[Draft]) -> tuple[list[Outcome | ActionError], list[Event]]:
    batch = Batch.load(drafts)
    answers = [_answer(batch, draft) for draft in drafts]
    number(batch)
    store(batch)
    made = events(batch)
    outbox.keep(batch.rooms.values(), made, batch.records)
    return answers, made


def _answer(batch: Batch, draft: Draft) -> Outcome | ActionError:
    try:
        message, replayed = apply(batch, draft)
    except ActionError as error:
        return error
    return Outcome(message, replayed)

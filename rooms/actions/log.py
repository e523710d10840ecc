"""The one write path: a group of writes, exactly as many numbers as changes.

Plain messages are one transaction (actions.appending), whatever else is in the group another. Inside each: lock the
rooms in id order, look up client_ids, re-check who may write, and only then take numbers and insert. One bad write
answers that write alone. Events go out after the commit, never before.
"""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial

import structlog
from django.db import Error, connection, transaction

from rooms.actions.announcing import created, events
from rooms.actions.appending import append
from rooms.actions.batch import Batch
from rooms.actions.draft import Draft, draft, look_up
from rooms.actions.numbering import number
from rooms.actions.rules import apply
from rooms.actions.storing import store
from rooms.actions.webhooks import outbox
from rooms.actions.writes import Write
from rooms.errors import ActionError
from rooms.models import Message
from rooms.realtime.publish import is_heard, publish
from rooms.wire.events import Event

logger = structlog.get_logger(__name__)


@dataclass(slots=True, frozen=True)
class Outcome:
    """What became of one write. `replayed`: this client_id had been sent before, nothing new happened."""

    message: Message
    replayed: bool = False


type Answer = Outcome | ActionError
type Judged = Callable[[list[Draft], bool], list[Answer]]
type Stored = list[tuple[Message, Draft]]


def commit(
    writes: Sequence[Write], judged: Judged | None = None, later: Stored | None = None
) -> list[Answer]:
    """Carry out a group of writes; one answer a write, in their order.

    Plain messages are appended (actions.appending). The others are judged: by `judged`, if the caller has its own way
    to try that again (told whether the connection was lost just now), and what that raises is raised. Messages that
    can be announced without asking anybody are put in `later`, if it is given, for the caller to announce.
    """
    drafts = [draft(write) for write in writes]
    appended, lost = _appended(drafts)
    _tell([(message, each) for message, each in zip(appended, drafts, strict=True) if message], later)
    left = [each for each, message in zip(drafts, appended, strict=True) if message is None]
    answers = (judged(left, lost) if judged else commit_judged(left)) if left else []
    if lost:
        announce(_replayed(left, answers))
    others = iter(answers)
    return [next(others) if message is None else Outcome(message) for message in appended]


def _appended(drafts: list[Draft]) -> tuple[list[Message | None], bool]:
    """What was appended, and whether the connection was lost at it. After any error the rules do it all."""
    try:
        return append(drafts), False
    except Exception as error:
        logger.warning("append_failed", error=repr(error), writes=len(drafts))
        lost = connection.connection is None or connection.connection.closed
        if lost and not connection.in_atomic_block:
            with suppress(Error):
                connection.close()  # the next attempt makes another
        return [None] * len(drafts), lost


def _tell(stored: Stored, later: Stored | None) -> None:
    """Now, where a quote must be looked up or no hub hears it here; else when the caller has time for it."""
    if later is None or not is_heard() or any(message.reply_to for message, _ in stored):
        announce(stored)
    else:
        later += stored


def _replayed(drafts: list[Draft], answers: list[Answer]) -> Stored:
    """What had been appended all the same, and was announced to nobody; readers know it by its number if it was."""
    return [
        (answer.message, draft)
        for draft, answer in zip(drafts, answers, strict=True)
        if isinstance(answer, Outcome) and answer.replayed and answer.message.version == answer.message.born
    ]


def commit_judged(drafts: list[Draft]) -> list[Answer]:
    """Carry out a group under all the rules, in one transaction.

    Raises django.db.Error when the transaction as a whole failed: then nothing was stored.
    """
    look_up(drafts)
    with transaction.atomic():
        answers, made = _commit_locked(drafts)
        transaction.on_commit(partial(publish, made))
    return answers


def announce(stored: Stored) -> None:
    """Tell the readers of what was appended; never raises. Where this fails they fill what they lack from the log."""
    try:
        made = created(stored)
        if connection.in_atomic_block:
            transaction.on_commit(partial(publish, made))
        else:
            publish(made)
    except Exception as error:
        logger.warning("announcing_failed", error=repr(error), writes=len(stored))


def perform(write: Write) -> Message:
    """Carry out one write, for plain views and workers. Raises ActionError."""
    answer = commit([write])[0]
    if isinstance(answer, ActionError):
        raise answer
    return answer.message


def _commit_locked(drafts: list[Draft]) -> tuple[list[Answer], list[Event]]:
    batch = Batch.load(drafts)
    answers = [_answer(batch, draft) for draft in drafts]
    number(batch)
    store(batch)
    made = events(batch)
    outbox.keep(batch.rooms.values(), made, batch.records)
    return answers, made


def _answer(batch: Batch, draft: Draft) -> Answer:
    try:
        message, replayed = apply(batch, draft)
    except ActionError as error:
        return error
    return Outcome(message, replayed)

"""What is done from time to time, by one worker at a time. A new job is one more line here."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from rooms.actions.retention import remove_expired
from rooms.actions.webhooks.delivery import prune


@dataclass(slots=True, frozen=True)
class Job:
    """`run` is an ordinary function without arguments, called in a thread with a database connection.

    It must be safe to run again: a worker that dies on the way is replaced after `limit`.
    """

    name: str
    every: timedelta
    run: Callable[[], object]
    limit: timedelta = timedelta(minutes=10)


JOBS: tuple[Job, ...] = (
    Job("webhook_log", timedelta(hours=1), prune),
    Job("retention", timedelta(hours=1), remove_expired, timedelta(hours=1)),
)

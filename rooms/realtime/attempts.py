"""Carrying out a group, whatever goes wrong: what can be tried again is, and one bad write answers that write alone."""

import contextlib

import structlog
from django.db import Error, IntegrityError, InterfaceError, OperationalError, connection

from rooms.actions.draft import Draft
from rooms.actions.log import Answer, Stored, commit, commit_judged
from rooms.actions.writes import Write
from rooms.errors import ActionError

logger = structlog.get_logger(__name__)


def unavailable() -> ActionError:
    return ActionError("unavailable", "This could not be stored just now; try again.", 503, retry_after=1)


def commit_all(writes: list[Write], later: Stored) -> list[Answer]:
    """Commit a group; an answer for each write, never an exception. `later` is as `commit` has it."""
    try:
        return commit(writes, _judged, later)
    except Exception:
        logger.exception("group_failed")
        if len(writes) == 1:
            return [unavailable()]
        return [commit_all([write], later)[0] for write in writes]


def _judged(drafts: list[Draft], lost: bool) -> list[Answer]:
    """A lost connection is tried anew once: not again where it was `lost` before, and this is that.

    Trying again is safe: the log knows a repeated client_id (R2), and the other writes change nothing twice.
    """
    for attempt in (2,) if lost else (1, 2):
        try:
            return _attempt(drafts)
        except (OperationalError, InterfaceError) as error:
            logger.warning("group_failed", error=repr(error), writes=len(drafts), attempt=attempt)
        except Exception as error:
            logger.warning("group_split", error=repr(error), writes=len(drafts))
            return [_alone(draft) for draft in drafts]
    return [unavailable() for _ in drafts]


def _alone(draft: Draft) -> Answer:
    try:
        return _attempt([draft])[0]
    except IntegrityError:
        # The same client_id went in through another process meanwhile: the next look finds it.
        return _once_more(draft)
    except Exception:
        logger.exception("write_failed")
        return unavailable()


def _once_more(draft: Draft) -> Answer:
    try:
        return _attempt([draft])[0]
    except Exception:
        logger.exception("write_failed")
        return unavailable()


def _attempt(drafts: list[Draft]) -> list[Answer]:
    try:
        return commit_judged(drafts)
    except Error:
        with contextlib.suppress(Error):
            connection.close()  # a lost connection is replaced by the next attempt
        raise

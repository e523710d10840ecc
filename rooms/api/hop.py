"""One hop to the database: who is asking, whether they may, and the whole of what they asked for."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest

from accounts.auth import Identity, Proof, Refused, Visit, resolve_all
from chatapp.database import in_database
from rooms.api.credentials import credentials
from rooms.api.refusals import of_refused, problem
from rooms.errors import ActionError


async def hop[T](request: HttpRequest, scope: str | None, work: Callable[[Identity], T]) -> T:
    """Run `work` for the person of this request, in the database executor. Raises ActionError."""
    visit, result = await in_database(_identified, credentials(request), scope, work)
    remember(request, visit)
    if isinstance(result, ActionError):
        raise result
    return result


def _identified[T](
    given: Proof, scope: str | None, work: Callable[[Identity], T]
) -> tuple[Visit, T | ActionError]:
    (visit,) = resolve_all([given])
    try:
        return visit, work(admit(visit, scope))
    except ActionError as error:
        return visit, error


def admit(visit: Visit, scope: str | None) -> Identity:
    """Raises `unauthenticated`, `suspended`, `rate_limited` (wrong tokens) or `insufficient_scope`."""
    if visit.identity is None:
        raise of_refused(visit.refused or Refused("unauthenticated", "Sign in to continue."))
    if scope is not None and not visit.identity.may(scope):
        raise problem("insufficient_scope", f"This token does not have the scope {scope}.")
    return visit.identity


def remember(request: Any, visit: Visit) -> None:
    """Where the request log and AuthCheckMiddleware look: who it was, and that they were here."""
    request.visit, request.identity = visit, visit.identity
    if visit.identity is not None:
        request.user = visit.identity.user

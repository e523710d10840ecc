"""Nobody gets in who has not signed in, unless a view says otherwise.

The person is found in one hop to the database, and only when the request brings
a session cookie or a token. A view opens itself with Django's
`login_not_required`, so a new view is closed until somebody decides.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from asgiref.sync import iscoroutinefunction, markcoroutinefunction
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from accounts.auth import Identity, Refused, Visit, bearer_of, resolve
from accounts.control import FORBIDDEN
from accounts.endings import end_session
from accounts.scopes import scope_of
from accounts.seen import is_due, touch
from chatapp.database import in_database
from chatapp.middleware.answers import refuse, sign_in

# Under it each operation asks who it is in its own one hop (rooms/api/hop.py); a view that does not say that
# it is open (`login_required = False`) is asked about here, all the same.
API = "/api/"
# A task nobody refers to may be collected before it has run.
_behind: set[asyncio.Task[None]] = set()


class AuthCheckMiddleware:
    sync_capable = True  # for Django's synchronous test client only: the servers here are asynchronous
    async_capable = True

    def __init__(self, get_response: Callable[[HttpRequest], Any]) -> None:
        self.get_response = get_response
        self.is_async = iscoroutinefunction(get_response)
        if self.is_async:
            markcoroutinefunction(self)

    def __call__(self, request: HttpRequest) -> HttpResponseBase | Awaitable[HttpResponseBase]:
        if self.is_async:
            return self.answer(request)
        proofs = _proofs(request)
        _welcome(request, _look_up(**proofs), by_token=proofs["bearer"] is not None)
        response: HttpResponseBase = self.get_response(request)
        return response

    async def answer(self, request: HttpRequest) -> HttpResponseBase:
        proofs = _proofs(request)
        if request.path.startswith(API):
            _postpone(request, by_token=proofs["bearer"] is not None)
        else:
            await _identify(request, proofs)
        response: HttpResponseBase = await self.get_response(request)
        visit: Visit = request.visit  # type: ignore[attr-defined]
        if visit.identity is not None:
            # What one person sees is nobody else's: not a proxy's, nor the next person's at this browser.
            response.headers.setdefault("Cache-Control", "private, no-cache")
            if is_due(visit.identity):
                _touch_behind(visit.identity)
        return response

    async def process_view(self, request: Any, view: Any, args: Any, kwargs: Any) -> HttpResponseBase | None:
        if not getattr(view, "login_required", True):
            return None
        if request.path.startswith(API) and self.is_async:
            await _identify(request, _proofs(request))
        visit: Visit = request.visit
        if visit.refused is not None:
            return _turn_away(request, visit.refused)
        if visit.identity is None:
            return sign_in(request)
        return _refuse_token(request, view, visit.identity)


def _proofs(request: HttpRequest) -> dict[str, Any]:
    return {
        "session_key": request.COOKIES.get(settings.SESSION_COOKIE_NAME) or None,
        "bearer": bearer_of(request.headers.get("Authorization", "")),
        "address": request.META.get("REMOTE_ADDR") or "",
    }


def _look_up(session_key: str | None, bearer: str | None, address: str) -> Visit:
    visit = resolve(session_key=session_key, bearer=bearer, address=address)
    if visit.refused is not None and visit.refused.code == "suspended" and bearer is None and session_key:
        end_session(session_key, FORBIDDEN)
    return visit


async def _identify(request: HttpRequest, proofs: dict[str, Any]) -> None:
    anonymous = proofs["session_key"] is None and proofs["bearer"] is None
    visit = Visit() if anonymous else await in_database(_look_up, **proofs)
    _welcome(request, visit, by_token=proofs["bearer"] is not None)


def _postpone(request: Any, *, by_token: bool) -> None:
    """Nobody yet, and the session stays unread."""
    request.visit, request.identity, request.user = Visit(), None, AnonymousUser()
    if by_token:
        request.csrf_processing_done = True  # A token outranks a session: its cookie counts for nothing.


def _welcome(request: Any, visit: Visit, *, by_token: bool) -> None:
    """Put the person where Django, allauth and templates look, so that nobody asks the database again."""
    identity = visit.identity
    user = identity.user if identity is not None else AnonymousUser()

    async def auser() -> Any:
        return request.user

    request.visit, request.identity = visit, identity
    request._cached_user = request._acached_user = request.user = user
    request.auser = auser
    if not by_token:
        request.session.adopt(visit.session)
    elif identity is not None:
        request.csrf_processing_done = True  # Another site cannot make a browser send a token.


def _turn_away(request: HttpRequest, refused: Refused) -> HttpResponseBase:
    if refused.code == "suspended":
        return refuse(request, 403, "suspended", refused.detail)
    if refused.retry_after:
        response = refuse(request, 429, "rate_limited", refused.detail)
        response["Retry-After"] = str(refused.retry_after)
        return response
    return sign_in(request, refused.detail)


def _refuse_token(request: HttpRequest, view: Any, identity: Identity) -> HttpResponseBase | None:
    if identity.token is None or request.path.startswith("/api/"):
        return None
    scope = scope_of(view)
    # A token for chosen rooms has no business with listings of all of them.
    if (
        scope is None
        or identity.token.limited
        or request.method not in ("GET", "HEAD")
        or not identity.may(scope)
    ):
        return refuse(request, 403, "forbidden", "This token may not be used here.")
    return None


def _touch_behind(identity: Identity) -> None:
    task = asyncio.create_task(in_database(touch, identity))
    _behind.add(task)
    task.add_done_callback(_behind.discard)

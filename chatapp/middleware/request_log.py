"""One line a request, and a request id that every other line of it carries.

Never a body, a cookie, a token, nor the path itself: one-time links hold their
token in it, so the line names the route that matched.
"""

import re
import time
import uuid
from collections.abc import Awaitable, Callable

import structlog
from asgiref.sync import markcoroutinefunction
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from chatapp.logs import route_of
from chatapp.middleware.queries import CURRENT, Counter, watch_connections

log = structlog.get_logger("request")
# A caller's id is repeated in a header and in logs: nothing but harmless characters, and not too many.
_HARMLESS = re.compile(r"[A-Za-z0-9._-]{1,128}")


def request_id(given: str) -> str:
    return given if _HARMLESS.fullmatch(given) else uuid.uuid4().hex


class RequestLogMiddleware:
    sync_capable = False
    async_capable = True

    def __init__(self, get_response: Callable[[HttpRequest], Awaitable[HttpResponseBase]]) -> None:
        self.get_response = get_response
        markcoroutinefunction(self)
        watch_connections()

    async def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.id = request_id(request.headers.get("X-Request-ID", ""))  # type: ignore[attr-defined]
        counter = Counter()
        token = CURRENT.set(counter)
        started = time.perf_counter()
        try:
            with structlog.contextvars.bound_contextvars(request_id=request.id):  # type: ignore[attr-defined]
                response = await self.get_response(request)
                self.write(request, response, counter, started)
        finally:
            CURRENT.reset(token)
        response.headers["X-Request-ID"] = request.id  # type: ignore[attr-defined]
        return response

    def write(
        self, request: HttpRequest, response: HttpResponseBase, counter: Counter, started: float
    ) -> None:
        # Before the auth check has run, `request.user` would ask the database.
        user = request.user if hasattr(request, "visit") else None
        say = log.error if response.status_code >= 500 else log.info
        say(
            "request",
            method=request.method,
            route=route_of(request),
            status=response.status_code,
            ms=round((time.perf_counter() - started) * 1000, 1),
            user=getattr(user, "pk", None),
            queries=counter.queries,
        )

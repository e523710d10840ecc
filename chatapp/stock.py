"""Django's own middleware without its thread hops.

Under ASGI, MiddlewareMixin sends every hook to a thread (about 150 µs each, and
a dozen of them a request), because a hook might block. These do not: they read
and write headers. So each hook runs where it is; nothing is rewritten.

The session is the exception, and only when it was changed: then saving it is a
database write and goes to the database executor.
"""

from typing import Any

from django.conf import settings
from django.contrib.auth import middleware as auth
from django.contrib.messages import middleware as messages
from django.contrib.sessions import middleware as sessions
from django.middleware import clickjacking, common, csp, csrf, security

from chatapp.database import in_database
from chatapp.middleware.answers import SAFE_METHODS, as_json, say_method

PROGRAMS = ("/api/", "/hooks/")


class Inline:
    """Runs the hooks of a MiddlewareMixin in the event loop."""

    async def __acall__(self, request: Any) -> Any:
        before = getattr(self, "process_request", None)
        response = before(request) if before else None
        if response is None:
            response = await self.get_response(request)  # type: ignore[attr-defined]
        return await self.after(request, response)

    async def after(self, request: Any, response: Any) -> Any:
        hook = getattr(self, "process_response", None)
        return hook(request, response) if hook else response


class SecurityMiddleware(Inline, security.SecurityMiddleware):
    """And what Django has no setting for: the powers of a browser that no page of ours asks for.

    Programs are not sent on to https: a POST would come as a GET, which is answered as if all were well, and
    tokens would go on being sent in the clear.
    """

    def process_request(self, request: Any) -> Any:
        harmless = request.method in SAFE_METHODS and "Authorization" not in request.headers
        program = request.path.startswith(PROGRAMS) and not harmless
        if self.redirect and program and not request.is_secure():
            return as_json(
                request, 403, "https_required", "Use https. What you sent just now was not secret."
            )
        return super().process_request(request)

    def process_response(self, request: Any, response: Any) -> Any:
        response.headers.setdefault("Permissions-Policy", settings.PERMISSIONS_POLICY)
        return super().process_response(request, response)


class ContentSecurityPolicyMiddleware(Inline, csp.ContentSecurityPolicyMiddleware):
    pass


class CommonMiddleware(Inline, common.CommonMiddleware):
    """And an answer without a body says nothing about one: caches would take it for what they have (RFC 9111 §3.2).

    The refusal of a method, which Django leaves empty, says what it is.
    """

    def process_response(self, request: Any, response: Any) -> Any:
        if response.status_code == 405 and not request.path.startswith(PROGRAMS):
            say_method(request, response)
        response = super().process_response(request, response)
        if response.status_code in (204, 304):
            for name in ("Content-Type", "Content-Length"):
                del response.headers[name]
        return response


class AuthenticationMiddleware(Inline, auth.AuthenticationMiddleware):
    pass


class MessageMiddleware(Inline, messages.MessageMiddleware):
    """Not under the API, which has no page to show a message on."""

    def process_request(self, request: Any) -> None:
        if not request.path.startswith("/api/"):
            super().process_request(request)


class XFrameOptionsMiddleware(Inline, clickjacking.XFrameOptionsMiddleware):
    pass


class SessionMiddleware(Inline, sessions.SessionMiddleware):
    async def after(self, request: Any, response: Any) -> Any:
        session = request.session
        if session.modified or (settings.SESSION_SAVE_EVERY_REQUEST and not session.is_empty()):
            return await in_database(self.process_response, request, response)
        return self.process_response(request, response)


class CsrfViewMiddleware(Inline, csrf.CsrfViewMiddleware):
    async def process_view(self, request: Any, callback: Any, args: Any, kwargs: Any) -> Any:  # type: ignore[override]
        return super().process_view(request, callback, args, kwargs)

"""What a request proves its person with. Nothing is looked up here: that is done in the operation's own hop."""

from django.conf import settings
from django.http import HttpRequest
from ninja.utils import check_csrf

from accounts.auth import Proof, bearer_of
from rooms.api.refusals import problem

SAFE = ("GET", "HEAD")


def credentials(request: HttpRequest) -> Proof:
    """A bearer token, else a browser's session."""
    return Proof(
        bearer=bearer_of(request.headers.get("Authorization", "")),
        session_key=request.COOKIES.get(settings.SESSION_COOKIE_NAME) or None,
        address=request.META.get("REMOTE_ADDR") or "",
    )


def check(request: HttpRequest, given: Proof) -> None:
    """Raises `unauthenticated` without any, and `csrf` for a cookie that another site may have sent.

    A token needs no such proof: no browser adds one by itself, and a session beside it counts for nothing.
    """
    if given.is_missing:
        raise problem("unauthenticated", "Send an Authorization header: Bearer TOKEN.")
    if given.bearer is None and request.method not in SAFE and check_csrf(request) is not None:
        raise problem("csrf")

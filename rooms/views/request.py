"""A request as views of signed-in pages get it: AuthCheckMiddleware has let nobody else through."""

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from accounts.auth import Identity
from accounts.models import User
from rooms.errors import ActionError


class Request(HttpRequest):
    user: User
    identity: Identity | None
    htmx: HtmxDetails


def asked_page(request: Request) -> int:
    """`?page=`, from 1. Raises `invalid_page`."""
    given = request.GET.get("page", "1")
    if not (given.isascii() and given.isdigit() and len(given) < 10) or int(given) < 1:
        raise ActionError("invalid_page", "page must be a number from 1.")
    return int(given)

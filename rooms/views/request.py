"""A request as views of signed-in pages get it: AuthCheckMiddleware has let nobody else through."""

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from accounts.auth import Identity
from accounts.models import User


class Request(HttpRequest):
    user: User
    identity: Identity | None
    htmx: HtmxDetails

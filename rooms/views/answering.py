"""How views answer: JSON to programs, fragments to htmx, pages to people; a refusal in the same three ways."""

import re
from collections.abc import Callable, Coroutine
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme

from chatapp.middleware.answers import refuse, wants_json
from rooms.errors import ActionError
from rooms.views.request import Request

type View = Callable[..., Coroutine[Any, Any, HttpResponse]]


def refusals(view: View) -> View:
    """Turn an ActionError into an answer: JSON, the error's page, or (for a form) a notice on the page before."""

    @wraps(view)
    async def answering(request: Request, *args: object, **kwargs: object) -> HttpResponse:
        try:
            return await view(request, *args, **kwargs)
        except ActionError as error:
            return refused(request, error)

    return answering


def refused(request: Request, error: ActionError) -> HttpResponse:
    if request.method == "POST" and error.status != 404 and not wants_json(request):
        messages.error(request, error.detail)
        return redirect(back(request))
    return say_when(refuse(request, error.status, error.code, error.detail), error)


def say_when(response: HttpResponse, error: ActionError) -> HttpResponse:
    """When it is worth trying again, if the refusal knows."""
    if error.retry_after is not None:
        response["Retry-After"] = str(max(1, round(error.retry_after)))
    return response


def back(request: Request, otherwise: str = "/") -> str:
    """The page a form was on, if it was one of ours.

    A page that was shown again because its form was refused stands at the form's own address, which is not
    for GET: the address above it is.
    """
    page = re.sub(r"/(messages|edit)/$", "/", request.headers.get("Referer", ""))
    ours = url_has_allowed_host_and_scheme(page, {request.get_host()}, require_https=request.is_secure())
    return page if ours else otherwise

"""How moderation answers: a word on the page the form was on, or JSON to a form that was sent in place."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render

from chatapp.database import in_database
from chatapp.middleware.answers import wants_json
from rooms.access import Access
from rooms.errors import ActionError
from rooms.queries.moderation.desk import desk, site_desk, waiting
from rooms.queries.sidebar import sidebar
from rooms.views.answering import View, back, refused, say_when
from rooms.views.request import Request

type Context = dict[str, Any]
# What is missing altogether; anything else is said where the person is.
ABSENT = ("unknown_room", "unknown_message")


def told(view: View) -> View:
    """Refusals of a form become a notice on the page it was on, whatever their status."""

    @wraps(view)
    async def answering(request: Request, *args: object, **kwargs: object) -> HttpResponse:
        try:
            return await view(request, *args, **kwargs)
        except ActionError as error:
            return _tell(request, error)

    return answering


def _tell(request: Request, error: ActionError) -> HttpResponse:
    asks = request.method != "POST"
    if wants_json(request) or (error.code in ABSENT and not request.htmx):
        return refused(request, error)
    if not asks and error.code not in ABSENT:
        messages.error(request, error.detail)
        return redirect(back(request))
    if asks and request.GET and error.status == HTTPStatus.BAD_REQUEST:
        messages.error(request, error.detail)
        return redirect(request.path)  # the page, without what it could not make sense of
    if request.htmx:  # htmx puts no error page in the place of a part: the whole page goes there
        return HttpResponse(
            status=204, headers={"HX-Redirect": request.get_full_path() if asks else back(request)}
        )
    return refused(request, error)


def done(request: Request, detail: str, otherwise: str = "/", **values: object) -> HttpResponse:
    """It worked: back to where the form was, or `{"detail", …}`."""
    if wants_json(request):
        return JsonResponse({"detail": detail, **values})
    messages.success(request, detail)
    return redirect(back(request, otherwise))


async def again(
    request: Request, error: ActionError, template: str, read: Callable[[], Context]
) -> HttpResponse:
    """A person finds the form as they filled it in, and why it was refused. Raises the error to programs."""
    if wants_json(request):
        raise error
    context = await in_database(read)
    messages.error(request, error.detail)
    return say_when(render(request, template, context, status=error.status), error)


async def page(
    request: Request, slug: str, tab: str, action: str, read: Callable[[Access], Context]
) -> HttpResponse:
    """One section of a room's moderation: `read` gives what its template shows."""

    def find() -> Context:
        access = desk(request.user, slug, action)
        shown = {"room": access.room, "access": access, "waiting": waiting(access.room)}
        return shown | {"sidebar": sidebar(request.user)} | read(access)

    context = await in_database(find)
    return render(request, f"moderation/{tab}.html", context | {"tab": tab})


async def site_page(request: Request, tab: str, read: Callable[[], Context]) -> HttpResponse:
    """One section of the site's moderation, for administrators."""

    def find() -> Context:
        site_desk(request.user)
        return {"sidebar": sidebar(request.user)} | read()

    return render(request, f"moderation/site/{tab}.html", await in_database(find) | {"tab": tab})

"""A room's outgoing webhooks: a new one, and the page of one with its log."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from chatapp.database import in_database
from rooms.actions.webhooks.redelivery import redeliver, skip, test
from rooms.actions.webhooks.subscriptions import change, disable, enable, subscribe, unsubscribe
from rooms.errors import ActionError
from rooms.models.webhook_out import WebhookEvent
from rooms.queries.moderation.desk import desk
from rooms.queries.sidebar import sidebar
from rooms.queries.webhooks import subscription
from rooms.views.moderation.answering import Context, again, done, told
from rooms.views.request import Request
from rooms.views.webhooks.incoming import page

# What a button does, and what is said when it is done.
ACTS: dict[str, tuple[Callable[..., object], str]] = {
    "test": (test, "A test is on its way."),
    "enable": (enable, "Switched on: it goes on where it stopped."),
    "retry": (enable, "Trying again."),
    "disable": (disable, "Switched off."),
    "skip": (skip, "Left out; the next one is tried."),
}


@require_http_methods(["GET", "HEAD", "POST"])
@told
async def add(request: Request, slug: str) -> HttpResponse:
    """A refused form is shown again at this address; whoever comes back to it finds the list."""
    if request.method != "POST":
        await in_database(desk, request.user, slug, "webhooks_in")
        return redirect("rooms:webhooks", slug)
    given = _choice(request)
    try:
        made, _ = await in_database(subscribe, user=request.user, slug=slug, **given)
    except ActionError as error:
        return await again(request, error, "webhooks/index.html", lambda: page(request, slug, **given))
    return done(request, "From now on it is told.", reverse("rooms:webhooks", args=[slug]), id=made.pk)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@told
async def show(request: Request, slug: str, pk: int) -> HttpResponse:
    """`act`: save, test, enable, retry, disable, skip, redeliver (an `attempt`) or remove."""
    if request.method == "POST":
        return await _act(request, slug, pk, request.POST.get("act", ""))
    return render(request, "webhooks/show.html", await in_database(_page, request, slug, pk))


def _page(request: Request, slug: str, pk: int, **given: object) -> Context:
    access = desk(request.user, slug, "webhooks_out")
    found = subscription(access, pk)
    shown = {"room": access.room, "access": access, "subscription": found, "kinds": WebhookEvent.values}
    given = given or {"url": found.row.url, "events": found.row.events}
    return shown | {"given": given, "sidebar": sidebar(request.user)}


async def _act(request: Request, slug: str, pk: int, act: str) -> HttpResponse:
    given: dict[str, Any] = {"user": request.user, "slug": slug, "subscription_id": pk}
    here = reverse("rooms:subscription", args=[slug, pk])
    if act == "remove":
        await in_database(unsubscribe, **given)
        return redirect("rooms:webhooks", slug)
    if act == "save":
        return await _save(request, slug, pk, here)
    if act == "redeliver":
        await in_database(redeliver, **given, attempt_id=_number(request.POST.get("attempt", "")))
        return done(request, "It will be sent again, after what waits.", here)
    if act not in ACTS:
        raise ActionError("unknown_act", "There is no such button.")
    action, word = ACTS[act]
    await in_database(action, **given)
    return done(request, word, here)


async def _save(request: Request, slug: str, pk: int, here: str) -> HttpResponse:
    given = _choice(request)
    try:
        await in_database(change, user=request.user, slug=slug, subscription_id=pk, **given)
    except ActionError as error:
        return await again(request, error, "webhooks/show.html", lambda: _page(request, slug, pk, **given))
    return done(request, "Saved.", here)


def _choice(request: Request) -> dict[str, Any]:
    return {"url": request.POST.get("url", ""), "events": request.POST.getlist("events")}


def _number(given: str) -> int:
    return int(given) if given.isascii() and given.isdigit() and len(given) < 19 else 0

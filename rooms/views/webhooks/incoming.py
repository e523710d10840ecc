"""A room's webhooks: the page, and making and revoking the incoming ones."""

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from chatapp.database import in_database
from rooms.actions.webhooks.incoming import make_hook, revoke_hook
from rooms.errors import ActionError
from rooms.models.webhook_out import WebhookEvent
from rooms.queries.moderation.desk import desk
from rooms.queries.sidebar import sidebar
from rooms.queries.webhooks import incoming, subscriptions
from rooms.views.moderation.answering import Context, again, done, told
from rooms.views.request import Request


@require_safe
@told
async def index(request: Request, slug: str) -> HttpResponse:
    return render(request, "webhooks/index.html", await in_database(page, request, slug))


def page(request: Request, slug: str, **given: object) -> Context:
    """`given` is what a refused form had: a `name`, or a `url` and `events`."""
    access = desk(request.user, slug, "webhooks_in")
    return {
        "room": access.room,
        "access": access,
        "incoming": incoming(access),
        "outgoing": subscriptions(access) if access.may("webhooks_out") else None,
        "kinds": WebhookEvent.values,
        "given": {"name": "", "url": "", "events": WebhookEvent.values} | given,
        "sidebar": sidebar(request.user),
    }


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@told
@sensitive_variables("token", "url")
async def make(request: Request, slug: str) -> HttpResponse:
    """The address is in this one answer and nowhere else; whoever comes back to it finds the list."""
    if request.method != "POST":
        await in_database(desk, request.user, slug, "webhooks_in")
        return redirect("rooms:webhooks", slug)
    name = request.POST.get("name", "")
    try:
        hook, token, _ = await in_database(make_hook, user=request.user, slug=slug, bot_name=name)
    except ActionError as error:
        return await again(request, error, "webhooks/index.html", lambda: page(request, slug, name=name))
    path = reverse("rooms:hook", args=[token])
    url = f"{settings.PUBLIC_URL}{path}" if settings.PUBLIC_URL else request.build_absolute_uri(path)
    context = await in_database(page, request, slug)
    return render(request, "webhooks/index.html", context | {"made": hook, "url": url})


@require_POST
@told
async def revoke(request: Request, slug: str, pk: int) -> HttpResponse:
    await in_database(revoke_hook, user=request.user, slug=slug, hook_id=pk)
    return done(request, "Its address works no more.", reverse("rooms:webhooks", args=[slug]))

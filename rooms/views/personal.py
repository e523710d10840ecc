"""What concerns one person alone: their place in a room, whom they ignore, the composer as it is for them."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from chatapp.database import in_database
from rooms.access import enter, enter_as_member
from rooms.actions.personal import ignore as set_ignored
from rooms.actions.personal import put_away, set_levels, set_notify
from rooms.errors import ActionError
from rooms.queries.authors import author
from rooms.queries.composer import composer as read_composer
from rooms.queries.moderation.desk import waiting
from rooms.queries.moderation.people import dossier
from rooms.queries.personal import ignored, own_held, own_levels, own_reports
from rooms.queries.screen import moderates
from rooms.queries.sidebar import sidebar, title
from rooms.views.moderation.answering import Context, done, told
from rooms.views.request import Request, asked_page

LEVELS = [
    ("all", "Every message"),
    ("mentions", "Only mentions of me"),
    ("nothing", "Nothing"),
]


@require_http_methods(["GET", "HEAD", "POST"])
@told
async def own(request: Request, slug: str) -> HttpResponse:
    """One's own place in a room: what one is told about, what became of one's reports, the way out."""
    if request.method == "POST":
        await in_database(set_notify, user=request.user, slug=slug, level=request.POST.get("level", ""))
        return done(request, "Saved.", reverse("rooms:own", args=[slug]))

    def read() -> Context:
        access = enter_as_member(request.user, slug)
        return {
            "room": access.room,
            "access": access,
            "title": title(access),
            "levels": LEVELS,
            "composer": read_composer(access),
            "held": own_held(access),
            "reports": own_reports(access),
            "sidebar": sidebar(request.user),
        }

    return render(request, "rooms/own.html", await in_database(read))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@told
async def notifications(request: Request) -> HttpResponse:
    """`/settings/notifications/`: what one is told of each room. `level.SLUG` is chosen, `was.SLUG` was shown."""
    if request.method == "POST":
        await in_database(set_levels, user=request.user, levels=_chosen(request))
        return done(request, "Saved.", request.get_full_path())
    page = asked_page(request)

    def read() -> Context:
        found = own_levels(request.user, page)
        shown = {"rooms": found.items, "page": found.page, "pages": found.pages}
        return shown | {"levels": LEVELS, "sidebar": sidebar(request.user)}

    return render(request, "notifications/index.html", await in_database(read))


def _chosen(request: Request) -> dict[str, str]:
    """By slug. What was left as it stood on the page is not asked for: it may have been set elsewhere meanwhile."""
    names = [name for name in request.POST if name.startswith("level.")]
    fields = {name.removeprefix("level."): request.POST.get(name, "") for name in names}
    return {
        slug: level
        for slug, level in fields.items()
        if "\0" not in slug and level != request.POST.get(f"was.{slug}")
    }


@require_POST
@told
async def close(request: Request, slug: str) -> HttpResponse:
    """Put a direct conversation away until somebody writes in it."""
    await in_database(put_away, user=request.user, slug=slug)
    return redirect("rooms:index")


@require_POST
@told
async def ignore(request: Request, username: str) -> HttpResponse:
    on = request.POST.get("on", "1") != "0"
    person = await in_database(set_ignored, user=request.user, username=username, on=on)
    detail = f"You {'ignore' if on else 'no longer ignore'} {person.display_name}."
    names = await in_database(ignored, request.user)
    return done(request, detail, reverse("rooms:author", args=[username]), ignored=names)


@never_cache
@require_safe
@told
async def composer(request: Request, slug: str) -> HttpResponse:
    """The composer, or what stands in its place, and the ways from the header, as they are for this person now."""

    def read() -> Context:
        access = enter(request.user, slug)
        return {
            "room": access.room,
            "access": access,
            "title": title(access),
            "composer": read_composer(access),
            "waiting": waiting(access.room) if moderates(access) else None,
        }

    return render(request, "rooms/_place.html", await in_database(read))


@never_cache
@require_safe
@told
async def card(request: Request, username: str) -> HttpResponse:
    """A person at a glance, and what this reader may do to them in the room `?room=`."""
    slug = request.GET.get("room", "")

    def read() -> Context:
        context: Context = {"author": author(request.user, username), "ignored": ignored(request.user)}
        try:
            access = enter(request.user, slug) if slug else None
            if access is not None and access.may("mute"):
                context |= {"room": access.room, "access": access, "dossier": dossier(access, username)}
        except ActionError:  # a room that is not theirs: a card like any other
            pass
        return context

    return render(request, "authors/_card.html", await in_database(read))

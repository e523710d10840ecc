"""Site administrators' page of people: who is here, who may not enter, and new links."""

from typing import Any, cast
from urllib.parse import urlencode

import structlog
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts import invitations, links
from accounts.models import User
from accounts.people import (
    appoint,
    dismiss,
    may_administer,
    may_appoint,
    new_password_link,
    suspend,
    unsuspend,
)

PAGE = 50
log = structlog.get_logger(__name__)


@never_cache
def people(request: HttpRequest) -> HttpResponse:
    return _page(request, _administrator(request))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def person(request: HttpRequest, username: str) -> HttpResponse:
    """`action`: link, suspend, unsuspend, appoint or dismiss. Whoever comes back to a link finds the list."""
    actor = _administrator(request)
    if request.method != "POST":
        return redirect(_list(request))
    subject = get_object_or_404(User, username=username)
    if not may_administer(actor, subject):
        raise PermissionDenied
    action = request.POST.get("action", "")
    log.info("administered", action=action[:20], by=actor.pk, person=subject.pk)
    if action == "link":
        return _page(request, actor, link=new_password_link(subject, by=actor), link_for=subject)
    word = _administer(actor, subject, action, request.POST.get("reason", ""))
    messages.success(request, f"{subject.display_name} {word}")
    return redirect(_list(request))


def _administer(actor: User, subject: User, action: str, reason: str) -> str:
    """What is to be said of them now. Raises PermissionDenied, or Http404 for an action that there is not."""
    match action:
        case "suspend":
            suspend(subject, by=actor, reason=reason)
            return "is suspended."
        case "unsuspend":
            unsuspend(subject, by=actor)
            return "can come in again."
        case "appoint":
            appoint(subject, by=actor)
            return "is an administrator of this site now."
        case "dismiss":
            dismiss(subject, by=actor)
            return "is an administrator no more."
    raise Http404


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invite(request: HttpRequest) -> HttpResponse:
    """Make an invitation and show it, this once."""
    actor = _administrator(request)
    if request.method != "POST":
        return redirect(_list(request))
    secret = invitations.invite(by=actor)
    return _page(request, actor, invitation=links.absolute(reverse("accounts:invitation", args=[secret])))


def _administrator(request: HttpRequest) -> User:
    user = cast(User, request.user)
    if not (user.is_staff or user.is_superuser):
        raise PermissionDenied
    return user


def _list(request: HttpRequest) -> str:
    """The list's address, with the search and the page that the form's own address has."""
    kept = _kept(request)
    return reverse("accounts:people") + (f"?{kept}" if kept else "")


def _kept(request: HttpRequest) -> str:
    page = request.GET.get("page", "")
    given = {
        "q": _query(request),
        "page": page if page.isascii() and page.isdigit() and len(page) < 10 else "",
    }
    return urlencode({name: value for name, value in given.items() if value})


def _query(request: HttpRequest) -> str:
    return request.GET.get("q", "").replace("\0", "").strip()[:80]


def _page(request: HttpRequest, actor: User, **shown_once: Any) -> HttpResponse:
    query = _query(request)
    found = User.objects.filter(is_active=True).order_by("username")
    if query:
        found = found.filter(Q(username__icontains=query) | Q(name__icontains=query))
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    rows = [(one, may_administer(actor, one), may_appoint(actor, one)) for one in page]
    context = {"page": page, "rows": rows, "query": query, "kept": _kept(request), "signup": settings.SIGNUP}
    return render(request, "accounts/people.html", context | shown_once)

"""Site administrators' page of people: who is here, who may not enter, and new links."""

from typing import Any, cast

import structlog
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts import invitations, links
from accounts.models import User
from accounts.people import may_administer, suspend, unsuspend

PAGE = 50
log = structlog.get_logger(__name__)


@never_cache
def people(request: HttpRequest) -> HttpResponse:
    return _page(request, _administrator(request))


@never_cache
@require_POST
def person(request: HttpRequest, username: str) -> HttpResponse:
    actor = _administrator(request)
    subject = get_object_or_404(User, username=username)
    if not may_administer(actor, subject):
        raise PermissionDenied
    action = request.POST.get("action", "")
    log.info("administered", action=action[:20], by=actor.pk, person=subject.pk)
    if action == "link":
        return _page(request, actor, link=links.password_link(subject), link_for=subject)
    if action == "suspend":
        suspend(subject, by=actor, reason=request.POST.get("reason", ""))
    elif action == "unsuspend":
        unsuspend(subject, by=actor)
    else:
        raise Http404
    return redirect("accounts:people")


@never_cache
@require_POST
def invite(request: HttpRequest) -> HttpResponse:
    actor = _administrator(request)
    secret = invitations.invite(by=actor)
    return _page(request, actor, invitation=links.absolute(reverse("accounts:invitation", args=[secret])))


def _administrator(request: HttpRequest) -> User:
    user = cast(User, request.user)
    if not (user.is_staff or user.is_superuser):
        raise PermissionDenied
    return user


def _page(request: HttpRequest, actor: User, **shown_once: Any) -> HttpResponse:
    query = request.GET.get("q", "").strip()[:80]
    found = User.objects.filter(is_active=True).order_by("username")
    if query:
        found = found.filter(Q(username__icontains=query) | Q(name__icontains=query))
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    rows = [(one, may_administer(actor, one)) for one in page]
    context = {"page": page, "rows": rows, "query": query, "signup": settings.SIGNUP, **shown_once}
    return render(request, "accounts/people.html", context)

"""What a person sees who has tried too often, or whose link is worth nothing."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.limits import Limit, address_of, allow


def too_many(request: HttpRequest, limit: Limit) -> HttpResponse:
    wait = int(limit.item.get_expiry())
    response = render(request, "accounts/too_many.html", {"minutes": max(1, round(wait / 60))}, status=429)
    response["Retry-After"] = str(wait)
    return response


def spent_link(request: HttpRequest) -> HttpResponse:
    """An unknown, used or expired link: the same answer, so that trying tells nothing."""
    return render(request, "accounts/spent_link.html", status=404)


def client(request: HttpRequest) -> str:
    """REMOTE_ADDR as the server gives it, which has already accounted for the proxies it trusts."""
    return address_of(request.META.get("REMOTE_ADDR") or "")


def over_limit(request: HttpRequest, limit: Limit) -> HttpResponse | None:
    """Count one attempt of this address; the page to answer with when it was one too many."""
    return None if allow(limit, client(request)) else too_many(request, limit)

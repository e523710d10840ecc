"""Where a person is signed in."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from accounts.adapter import DEVICE
from accounts.browsers import browser_name
from accounts.endings import end_all_sessions, end_session
from accounts.models import Session, User
from accounts.sessions import fingerprint


@dataclass(frozen=True)
class SignIn:
    digest: str
    agent: str
    browser: str
    address: str
    since: datetime | None
    seen_at: datetime | None
    is_this: bool


def sessions(request: HttpRequest) -> HttpResponse:
    user = cast(User, request.user)
    if request.method == "POST":
        return _end(request, user)
    mine = [_describe(row, request.session.session_key) for row in _rows(user)]
    return render(
        request, "accounts/sessions.html", {"sessions": sorted(mine, key=lambda one: not one.is_this)}
    )


def _rows(user: User) -> Any:
    return Session.objects.filter(user=user, expire_date__gt=timezone.now()).order_by("-seen_at")


def _describe(row: Session, current: str | None) -> SignIn:
    device = row.get_decoded().get(DEVICE, {})
    agent = device.get("agent", "")
    return SignIn(
        digest=fingerprint(row.session_key),
        agent=agent,
        browser=browser_name(agent),
        address=device.get("address", ""),
        since=parse_datetime(device.get("since", "")),
        seen_at=row.seen_at,
        is_this=row.session_key == current,
    )


def _end(request: HttpRequest, user: User) -> HttpResponse:
    """One session, named by its fingerprint (never its key), or all others."""
    if "others" in request.POST:
        ended = end_all_sessions(user.pk, keep=request.session.session_key)
        messages.success(request, f"Signed out of {ended} other session{'' if ended == 1 else 's'}.")
        return redirect("accounts:sessions")
    wanted = request.POST.get("session", "")
    for row in _rows(user):
        if fingerprint(row.session_key) == wanted and row.session_key != request.session.session_key:
            end_session(row.session_key)
            messages.success(request, "That session is signed out.")
    return redirect("accounts:sessions")

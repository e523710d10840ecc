"""The pages of allauth that we have, included at /accounts/ in place of `allauth.urls`.

A closed list: a page without a template and a limit of ours is not served.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account import views
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, re_path
from django.utils.cache import add_never_cache_headers

from accounts.limits import LOGIN_ADDRESS, RESET_ADDRESS, RESET_EMAIL, SIGNUP, Limit, allow
from accounts.refusals import over_limit, too_many

View = Callable[..., HttpResponse]


def limited(limit: Limit, view: View) -> View:
    """At most so many submissions an address."""

    @wraps(view)
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        refusal = over_limit(request, limit) if request.method == "POST" else None
        return refusal or view(request, *args, **kwargs)

    return inner


def by_mail(view: View) -> View:
    """Without mail there is one way to a new password: an administrator makes a link."""

    @wraps(view)
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if settings.EMAIL_URL:
            return view(request, *args, **kwargs)
        response = render(request, "account/password_reset_ask.html")
        add_never_cache_headers(response)
        return response

    return inner


def limited_by_email(view: View) -> View:
    """Nobody's mailbox is flooded, whichever addresses ask for it."""

    @wraps(view)
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        email = request.POST.get("email", "").strip().lower()
        if email and not allow(RESET_EMAIL, email):
            return too_many(request, RESET_EMAIL)
        return view(request, *args, **kwargs)

    return inner


_reset = by_mail(limited(RESET_ADDRESS, limited_by_email(views.password_reset)))
_from_key = by_mail(limited(RESET_ADDRESS, views.password_reset_from_key))

urlpatterns = [
    path("login/", views.login, name="account_login"),
    path("logout/", views.logout, name="account_logout"),
    path("signup/", limited(SIGNUP, views.signup), name="account_signup"),
    path("inactive/", views.account_inactive, name="account_inactive"),
    path("email/", by_mail(limited(LOGIN_ADDRESS, views.email)), name="account_email"),
    path("confirm-email/", views.email_verification_sent, name="account_email_verification_sent"),
    re_path(r"^confirm-email/(?P<key>[-:\w]+)/$", views.confirm_email, name="account_confirm_email"),
    path("password/reset/", _reset, name="account_reset_password"),
    path("password/reset/done/", views.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        _from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "password/reset/key/done/",
        views.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
]

"""Recognises a browser in which a person has signed in before.

A signed cookie naming the person: it opens nothing, it only gives that browser
an attempt count of its own (OWASP, "Slow Down Online Guessing Attacks with
Device Cookies").
"""

import secrets

from django.conf import settings
from django.core import signing
from django.db.models import Q
from django.http import HttpRequest, HttpResponse

from accounts.models import User

COOKIE = "device"
AGE = 60 * 60 * 24 * 365  # seconds
_SALT = "accounts.device"


def remember(response: HttpResponse, user_id: int) -> None:
    value = signing.dumps([user_id, secrets.token_urlsafe(9)], salt=_SALT)
    response.set_cookie(
        COOKIE, value, max_age=AGE, httponly=True, samesite="Lax", secure=bool(settings.SESSION_COOKIE_SECURE)
    )


def known_device(request: HttpRequest, login: str) -> str | None:
    """The device's own name, if the person who is signing in here has done so before in this browser."""
    try:
        user_id, nonce = signing.loads(request.COOKIES.get(COOKIE, ""), salt=_SALT, max_age=AGE)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    name = login.strip().lower()
    is_theirs = User.objects.filter(Q(username=name) | Q(email=name), pk=user_id).exists()
    return f"{user_id}:{nonce}" if is_theirs else None

"""Mail is optional: without `EMAIL_URL` an administrator hands out one-time links."""

from email.utils import parseaddr
from typing import Any
from urllib.parse import SplitResult, unquote, urlsplit

from chatapp.environment.reader import env

# Scheme: its usual port. +tls begins in plain text and switches (STARTTLS), +ssl is TLS from the first byte.
PORTS = {"smtp": 25, "smtp+tls": 587, "smtp+ssl": 465}
NOBODY = "chat@localhost"
EXAMPLE = "for example smtp+tls://user:password@smtp.example.org:587"
BACKENDS = "django.core.mail.backends"


def mailers(url: str) -> dict[str, Any]:
    """Django's MAILERS from `EMAIL_URL` (console:// prints); without one nothing is sent."""
    parts = _parse(url) if url else None
    if parts is None:
        return {"default": {"BACKEND": f"{BACKENDS}.dummy.EmailBackend"}}
    if parts.scheme == "console":
        return {"default": {"BACKEND": f"{BACKENDS}.console.EmailBackend"}}
    options = {
        "host": parts.hostname,
        "port": parts.port or PORTS[parts.scheme],
        "username": unquote(parts.username or ""),
        "password": unquote(parts.password or ""),
        "use_tls": parts.scheme == "smtp+tls",
        "use_ssl": parts.scheme == "smtp+ssl",
        "timeout": 10,
    }
    return {"default": {"BACKEND": f"{BACKENDS}.smtp.EmailBackend", "OPTIONS": options}}


def _parse(url: str) -> SplitResult | None:
    """The URL holds a password and never appears in a sentence."""
    try:
        parts = urlsplit(url)
        known = parts.scheme in PORTS or parts.scheme == "console"
        _ = parts.port  # raises for one that is no number
    except ValueError:
        known = False
    if not known:
        env.refuse(f"EMAIL_URL must begin with smtp://, smtp+tls:// or smtp+ssl://, {EXAMPLE}.")
    elif parts.scheme in PORTS and not parts.hostname:
        env.refuse(f"EMAIL_URL names no server, {EXAMPLE}.")
    else:
        return parts
    return None


def sender(email_url: str) -> str:
    """`DEFAULT_FROM_EMAIL`, which mail servers believe only when it is an address of the site's own."""
    given = env.str("DEFAULT_FROM_EMAIL")
    if given and "@" not in parseaddr(given)[1]:
        env.refuse(
            f"DEFAULT_FROM_EMAIL is {given[:80]!r}: it must be an address, for example chat@example.org "
            "or Chat <chat@example.org>."
        )
    if email_url.startswith("smtp") and not given and not env.has_refused("EMAIL_URL"):
        env.refuse(
            "DEFAULT_FROM_EMAIL is not set while EMAIL_URL is: set it to an address that the mail server "
            "accepts as sender, for example chat@example.org."
        )
    return given or NOBODY

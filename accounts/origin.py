"""The one web origin whose pages may open a socket with a person's cookie.

Browsers send cookies with a cross-site WebSocket handshake and apply no CORS
to it (RFC 6455 §10.2), so the Origin header is the only thing between a
hostile page and a signed-in socket. It is compared as a whole, never by prefix.
"""

from functools import lru_cache
from urllib.parse import urlsplit

from django.conf import settings
from django.http.request import split_domain_port, validate_host

_DEFAULT_PORT = {"http": 80, "https": 443}


def own_origin(host: str) -> str | None:
    """`scheme://host[:port]` as a browser writes it, or None for a Host that is not ours.

    PUBLIC_URL decides; without one it is the (allowed) Host the client asked for.
    """
    if settings.PUBLIC_URL:
        return _serialise(settings.PUBLIC_URL)
    domain, _port = split_domain_port(host)
    if not domain or not validate_host(domain, settings.ALLOWED_HOSTS):
        return None
    return _serialise(f"{settings.PUBLIC_SCHEME}://{host}")


@lru_cache(maxsize=256)
def _serialise(url: str) -> str | None:
    parts = urlsplit(url)
    try:
        port = parts.port
    except ValueError:
        return None
    host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
    suffix = "" if port in (None, _DEFAULT_PORT.get(parts.scheme)) else f":{port}"
    return f"{parts.scheme}://{host}{suffix}"

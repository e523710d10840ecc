"""Who is at the other end of N trusted proxies.

Each proxy appends the address it was called from to X-Forwarded-For, so the N-th entry from the
right was written by the outermost proxy we trust; everything left of it is the client's own claim.
"""

from collections.abc import Iterable
from ipaddress import ip_address

Headers = Iterable[tuple[bytes, bytes]]
SCHEMES = {b"http": "http", b"https": "https", b"ws": "http", b"wss": "https"}


def client_address(headers: Headers, trusted_proxies: int) -> str | None:
    """The address `trusted_proxies` hops away, or None to use the peer's own.

    None when no proxy is trusted, when fewer entries than proxies arrived (somebody came past
    them) and when the entry is no IP address.
    """
    entries = _entries(headers, b"x-forwarded-for") if trusted_proxies > 0 else []
    if not 0 < trusted_proxies <= len(entries):
        return None
    return _address(entries[-trusted_proxies])


def client_scheme(headers: Headers, trusted_proxies: int) -> str | None:
    """`http` or `https` as the outermost trusted proxy was asked, or None when it does not say.

    Most proxies replace X-Forwarded-Proto instead of appending to it, so fewer entries than proxies are fine.
    """
    entries = _entries(headers, b"x-forwarded-proto") if trusted_proxies > 0 else []
    return SCHEMES.get(entries[-trusted_proxies:][0].lower()) if entries else None


def _entries(headers: Headers, name: bytes) -> list[bytes]:
    """All values of a header that may be repeated, which means the same as a comma (RFC 9110 §5.3)."""
    return [part.strip() for key, value in headers if key == name for part in value.split(b",")]


def _address(entry: bytes) -> str | None:
    """The IP address of `1.2.3.4`, `1.2.3.4:5678`, `::1`, `[::1]` or `[::1]:5678`."""
    text = entry.decode("latin-1").strip('"')
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        return str(ip_address(text))
    except ValueError:
        return None

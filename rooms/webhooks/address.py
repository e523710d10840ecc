"""Addresses that people give: what one may look like at all, before any name is looked up (S6).

Read once, strictly, and never again as text: what is connected to is exactly what was checked. Forms that
different readers understand differently (user@host, backslashes, hosts in hexadecimal) are refused.
"""

import re
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address
from urllib.parse import SplitResult, urlsplit

import idna

LENGTH = 2000
PORTS = {"http": 80, "https": 443}
LABEL = re.compile(r"[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?")
NUMBER = re.compile(r"0x[0-9a-f]*|[0-9]+")
TEXT = re.compile(r"[\x21-\x7e\u00a1-\U0010ffff]+")
TARGET = re.compile(r"[A-Za-z0-9\-._~!$&'()*+,;=:@/?%\[\]]*")
# Services that are no web servers and could be talked into something by a request (the Fetch standard's
# "bad ports" above 1023, and the usual databases).
REFUSED_PORTS = frozenset({
    1433, 1719, 1720, 1723, 2049, 3306, 3659, 4045, 4190, 5060, 5061, 5432, 6000, 6379, 6566, 6665, 6666, 6667,
    6668, 6669, 6679, 6697, 9042, 10080, 11211, 27017,
})  # fmt: skip


class BadAddress(ValueError):
    """Why not, in one sentence."""


@dataclass(slots=True, frozen=True)
class Address:
    """`host` is a name in ASCII or an IP address without brackets; `target` is path and query."""

    scheme: str
    host: str
    port: int
    target: str

    @property
    def authority(self) -> str:
        """As the Host header has it."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == PORTS[self.scheme] else f"{host}:{self.port}"


def parse(url: str) -> Address:
    """Raises BadAddress."""
    if len(url) > LENGTH or not TEXT.fullmatch(url) or "\\" in url:
        raise BadAddress(f"An address has no spaces or backslashes, and at most {LENGTH} characters.")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise BadAddress("This is not an address.") from None
    if parts.scheme not in PORTS:
        raise BadAddress("An address begins with https:// or http://.")
    if "@" in parts.netloc:
        raise BadAddress("An address has no user name or password in it.")
    if parts.fragment or "#" in url:
        raise BadAddress("An address has no # in it.")
    if not TARGET.fullmatch(parts.path + parts.query):
        raise BadAddress("The path of an address has only ASCII characters.")
    port = PORTS[parts.scheme] if port is None else port
    return Address(parts.scheme, _host(parts), _checked_port(port), _target(parts))


def _target(parts: SplitResult) -> str:
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def _checked_port(port: int) -> int:
    if port not in PORTS.values() and (port < 1024 or port in REFUSED_PORTS):
        raise BadAddress(f"Port {port} is not for webhooks.")
    return port


def _host(parts: SplitResult) -> str:
    """Raises BadAddress for anything but a plain name and the one usual spelling of an IP address."""
    given = parts.hostname or ""
    try:
        if parts.netloc.startswith("["):
            return str(IPv6Address(given))
        host = idna.encode(given.removesuffix("."), uts46=True).decode() if not given.isascii() else given
        host = host.removesuffix(".").lower()
        labels = host.split(".")
        if NUMBER.fullmatch(labels[-1]):  # "2130706433", "0x7f.1", "017700000001": readers differ about these
            return str(IPv4Address(host))
    except (ValueError, UnicodeError):
        raise BadAddress("This is not a host.") from None
    if len(host) > 253 or not all(LABEL.fullmatch(label) for label in labels):
        raise BadAddress("This is not a host.")
    return host

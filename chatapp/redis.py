"""Connections to Redis: one server, or whichever of several the Sentinels say is the primary.

A leaf that every layer may lean on. A Sentinel address is
`redis+sentinel://[user:password@]host:26379,host:26379/service[/database][?sentinel_password=…]`
(`rediss+sentinel://` with TLS); the password is the servers', `sentinel_password` the Sentinels' own.
"""

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import redis
import redis.asyncio
from redis.asyncio import sentinel as async_sentinel
from redis.sentinel import Sentinel, SentinelConnectionPool

SENTINEL_PORT = 26379


@dataclass(frozen=True)
class Sentinels:
    """`server` and `own` are connection options: of the Redis servers and of the Sentinels."""

    service: str
    hosts: list[tuple[str, int]]
    server: dict[str, Any] = field(default_factory=dict)
    own: dict[str, Any] = field(default_factory=dict)
    tls: bool = False


def is_sentinel(url: str) -> bool:
    return url.partition("://")[0] in ("redis+sentinel", "rediss+sentinel")


def sentinels(url: str) -> Sentinels:
    """Raises ValueError for an address that names no Sentinel or no service."""
    parts = urlsplit(url)
    credentials, _, hosts = parts.netloc.rpartition("@")
    user, _, password = credentials.partition(":")
    service, _, database = parts.path.strip("/").partition("/")
    if not service or not hosts:
        raise ValueError("no Sentinel or no service")
    query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    secret = query.pop("sentinel_password", "")
    server = {"username": unquote(user) or None, "password": unquote(password) or None}
    tls = parts.scheme == "rediss+sentinel"
    common = {"ssl": True, **query} if tls else {}
    return Sentinels(
        service,
        [_host(each) for each in hosts.split(",")],
        {**server, "db": int(database or 0), **query},
        {**common, **({"password": secret} if secret else {})},
        tls,
    )


def _host(text: str) -> tuple[str, int]:
    host, _, port = text.rpartition(":") if ":" in text else (text, "", "")
    return host, int(port or SENTINEL_PORT)


def pool(url: str, **options: Any) -> redis.ConnectionPool:
    """Connections for blocking code; options as redis-py's ConnectionPool has them."""
    return (
        SentinelPool.from_url(url, **options)
        if is_sentinel(url)
        else redis.ConnectionPool.from_url(url, **options)
    )


def async_pool(url: str, **options: Any) -> redis.asyncio.ConnectionPool:
    """The same for an event loop."""
    if not is_sentinel(url):
        return redis.asyncio.ConnectionPool.from_url(url, **options)
    found = sentinels(url)
    watch = async_sentinel.Sentinel(found.hosts, sentinel_kwargs={**_times(options), **found.own})
    kind = {"ssl": True} if found.tls else {}
    return async_sentinel.SentinelConnectionPool(found.service, watch, **found.server, **kind, **options)


class SentinelPool(SentinelConnectionPool):
    """For those who only know how to make a pool from a URL, as Django's cache."""

    @classmethod
    def from_url(cls, url: str, **options: Any) -> "SentinelPool":
        found = sentinels(url)
        watch = Sentinel(found.hosts, sentinel_kwargs={**_times(options), **found.own})
        kind = {"ssl": True} if found.tls else {}
        return cls(found.service, watch, **found.server, **kind, **options)


def _times(options: dict[str, Any]) -> dict[str, Any]:
    """A Sentinel that does not answer must not be waited for longer than a server."""
    return {name: value for name, value in options.items() if name.startswith("socket_")}

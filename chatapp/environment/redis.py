"""The channel layer and the cache from `REDIS_URL`; without it there is one process and its memory.

Several addresses, separated by commas, share the channel layer's work; the first keeps the counts of limits.
"""

from typing import Any
from urllib.parse import urlsplit, urlunsplit

from chatapp.environment.reader import env
from chatapp.redis import is_sentinel, sentinels

SCHEMES = ("redis", "rediss", "unix", "redis+sentinel", "rediss+sentinel")
EXAMPLE = "for example redis://:password@host:6379/0"
UNVERIFIED = "ssl_cert_reqs=none&ssl_check_hostname=false"


def redis_urls() -> list[str]:
    """Every address of `REDIS_URL`, ready for redis-py. The text itself holds a password and is never told."""
    given = env.str("REDIS_URL")
    verified = env.bool("REDIS_TLS_VERIFY", True)
    urls = [given] if is_sentinel(given) else [url.strip() for url in given.split(",") if url.strip()]
    if not all(_is_readable(url) for url in urls):
        return []
    if not verified and not any(url.startswith("rediss") for url in urls):
        env.refuse(
            "REDIS_TLS_VERIFY is off, but REDIS_URL has no TLS: use rediss:// in it or unset REDIS_TLS_VERIFY."
        )
    return urls if verified else [_unverified(url) for url in urls]


def _is_readable(url: str) -> bool:
    try:
        parts = urlsplit(url)
        if is_sentinel(url):
            sentinels(url)
            return True
        named = parts.hostname or (parts.scheme == "unix" and parts.path)
        _ = parts.port  # raises for one that is no number
    except ValueError:
        named = ""
        parts = urlsplit("")
    if parts.scheme in SCHEMES and named:
        return True
    env.refuse(
        f"REDIS_URL cannot be read: it must be one or more addresses, {EXAMPLE}, rediss:// with TLS, or "
        "redis+sentinel://host:26379,host:26379/service."
    )
    return False


def _unverified(url: str) -> str:
    parts = urlsplit(url)
    if not parts.scheme.startswith("rediss"):
        return url
    return urlunsplit(parts._replace(query="&".join(filter(None, (parts.query, UNVERIFIED)))))


def channel_layers(urls: list[str]) -> dict[str, Any]:
    if not urls:
        return {"BACKEND": "channels.layers.InMemoryChannelLayer", "CONFIG": {"capacity": 1000}}
    hosts = [_layer_host(url) for url in urls]
    return {"BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer", "CONFIG": {"hosts": hosts}}


def _layer_host(url: str) -> Any:
    if not is_sentinel(url):
        return url
    found = sentinels(url)
    kind = {"ssl": True} if found.tls else {}
    return {
        "master_name": found.service,
        "sentinels": found.hosts,
        "sentinel_kwargs": found.own,
        **found.server,
        **kind,
    }


def caches(urls: list[str]) -> dict[str, Any]:
    if not urls:
        return {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    options = {"pool_class": "chatapp.redis.SentinelPool"} if is_sentinel(urls[0]) else {}
    # One address: Django would read from the others as if they were copies of the first.
    return {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": urls[0], "OPTIONS": options}

"""Bounds on guessing (S5), per address and per account, across processes.

Counted in Redis. While Redis is away each process counts in its own memory, so
people can still sign in and guessing is still bounded (by the limit times the
number of processes).

Per account there are two counts. Anyone may try ten times a quarter of an hour;
but a browser the person has signed in with before counts by itself, so a
stranger who keeps an account's count full cannot lock its person out of it.
"""

import hashlib
import ipaddress
import time
from dataclasses import dataclass
from functools import cache

import structlog
from django.conf import settings
from limits import RateLimitItem, parse
from limits.storage import MemoryStorage, RedisStorage
from limits.strategies import MovingWindowRateLimiter
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

from chatapp.redis import pool

log = structlog.get_logger(__name__)

REDIS_TIMEOUT = 0.3  # seconds: a log-in waits for it
REST = 5.0  # seconds in memory before Redis is asked again


@dataclass(frozen=True)
class Limit:
    name: str
    rate: str

    @property
    def item(self) -> RateLimitItem:
        return _parsed(self.rate)


LOGIN_ADDRESS = Limit("login-address", "60 per minute")
LOGIN_FAILURES = Limit("login-failures", "50 per hour")
LOGIN_ACCOUNT = Limit("login-account", "10 per 15 minutes")
LOGIN_DEVICE = Limit("login-device", "10 per 15 minutes")
PASSWORD_CHECK = Limit("password-check", "10 per 15 minutes")
SIGNUP = Limit("signup", "100 per hour")  # a whole class or office may join on one day, from one address
RESET_ADDRESS = Limit("reset-address", "20 per hour")
RESET_EMAIL = Limit("reset-email", "5 per hour")
WRONG_TOKEN = Limit("wrong-token", "100 per minute")
LINK = Limit("link", "30 per 10 minutes")


@cache
def _parsed(rate: str) -> RateLimitItem:
    return parse(rate)


class Counters:
    """Redis first, this process's memory when it fails."""

    def __init__(self, redis_url: str) -> None:
        self.memory = MovingWindowRateLimiter(MemoryStorage())
        self.redis = self._connect(redis_url) if redis_url else None
        self.rests_until = 0.0

    @staticmethod
    def _connect(url: str) -> MovingWindowRateLimiter:
        connections = pool(
            url,
            socket_timeout=REDIS_TIMEOUT,
            socket_connect_timeout=REDIS_TIMEOUT,
            retry=Retry(NoBackoff(), 1),  # one for a connection that Redis had closed
        )
        return MovingWindowRateLimiter(RedisStorage("redis://", connections, "limits"))

    def hit(self, limit: Limit, key: str) -> bool:
        return self._ask("hit", limit, key)

    def test(self, limit: Limit, key: str) -> bool:
        return self._ask("test", limit, key)

    def _ask(self, verb: str, limit: Limit, key: str) -> bool:
        arguments = (limit.item, limit.name, _hashed(key))
        if self.redis is not None and time.monotonic() >= self.rests_until:
            try:
                return bool(getattr(self.redis, verb)(*arguments))
            except (RedisError, OSError) as error:  # people must be able to sign in all the same
                self.rests_until = time.monotonic() + REST
                log.warning("limits_without_redis", error=type(error).__name__)
        return bool(getattr(self.memory, verb)(*arguments))


@cache
def counters() -> Counters:
    return Counters(settings.REDIS_URL)


def allow(limit: Limit, key: str) -> bool:
    """Count one attempt. False when there have been too many."""
    return counters().hit(limit, key)


def would_allow(limit: Limit, key: str) -> bool:
    """As allow, without counting."""
    return counters().test(limit, key)


def allow_here(limit: Limit, key: str) -> bool:
    """As allow, counted by this process alone: for what is asked too often to ask Redis each time."""
    return counters().memory.hit(limit.item, limit.name, _hashed(key))


def address_of(remote_addr: str) -> str:
    """The network a client is counted by: one IPv6 customer has a whole /64 to guess from."""
    try:
        address = ipaddress.ip_address(remote_addr)
    except ValueError:
        return remote_addr
    if isinstance(address, ipaddress.IPv6Address):
        mapped = address.ipv4_mapped
        return str(mapped or ipaddress.ip_network((address, 64), strict=False).network_address)
    return str(address)


def _hashed(key: str) -> str:
    # Keys hold what people typed: any length, and addresses that are nobody else's business.
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:32]

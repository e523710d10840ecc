"""Rate limits of the API, per token (or session) and per address, over Redis (S9).

A window is a whole minute (or whatever the rate says) of the clock, so every process knows when it ends
without asking. While Redis is away or frozen each process counts in its own memory and asks again every
few seconds, one request at a time: nobody waits for it twice.
"""

import asyncio
import hashlib
import time
from dataclasses import dataclass

import structlog
from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from limits import RateLimitItem, parse
from limits.aio.storage import RedisStorage
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from accounts.limits import REDIS_TIMEOUT, REST, address_of
from chatapp.redis import async_pool
from rooms.api.credentials import credentials

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Allowance:
    """What is left of one window: `left` below 0 is too many. `ends` is in epoch seconds."""

    limit: int
    left: int
    ends: int

    @property
    def is_spent(self) -> bool:
        return self.left < 0

    @property
    def wait(self) -> float:
        return max(1.0, self.ends - time.time())

    def stamp(self, response: HttpResponseBase) -> None:
        response["X-RateLimit-Limit"] = str(self.limit)
        response["X-RateLimit-Remaining"] = str(max(0, self.left))
        response["X-RateLimit-Reset"] = str(self.ends)


class Counters:
    """Redis first, this process's memory when it fails."""

    def __init__(self, redis_url: str) -> None:
        self._redis = _connect(redis_url) if redis_url else None
        self._rests_until = 0.0
        self._memory: dict[str, tuple[int, int]] = {}  # key: (end of its window, count)

    async def hit(self, rate: RateLimitItem, name: str, who: str) -> Allowance:
        """Count one request."""
        seconds = rate.get_expiry()
        ends = (int(time.time()) // seconds + 1) * seconds
        key = f"api/{name}/{_hashed(who)}/{ends}"
        count = await self._count(key, seconds, ends)
        return Allowance(rate.amount, rate.amount - count, ends)

    async def _count(self, key: str, seconds: int, ends: int) -> int:
        if self._redis is None or time.monotonic() < self._rests_until:
            return self._count_here(key, ends)
        if self._rests_until:  # it had failed: this one asks again, the others go on without
            self._rests_until = time.monotonic() + REST
        try:
            async with asyncio.timeout(REDIS_TIMEOUT):
                count = await self._redis.incr(key, seconds + 1)
        except (RedisError, OSError, TimeoutError) as error:
            self._rests_until = time.monotonic() + REST
            log.warning("api_limits_without_redis", error=type(error).__name__)
            return self._count_here(key, ends)
        self._rests_until = 0.0
        return count

    async def close(self) -> None:
        if self._redis is not None:
            client = self._redis.bridge.storage  # type: ignore[attr-defined]  # the bridge's own
            await client.aclose(close_connection_pool=True)

    def _count_here(self, key: str, ends: int) -> int:
        if key not in self._memory and len(self._memory) > 1000:
            now = time.time()
            self._memory = {key: entry for key, entry in self._memory.items() if entry[0] > now}
        count = self._memory.get(key, (ends, 0))[1] + 1
        self._memory[key] = (ends, count)
        return count


def _connect(url: str) -> RedisStorage:
    connections = async_pool(
        url,
        socket_timeout=REDIS_TIMEOUT,
        socket_connect_timeout=REDIS_TIMEOUT,
        retry=Retry(NoBackoff(), 1),  # one for a connection that Redis had closed
    )
    return RedisStorage(
        "async+redis://",
        implementation="redispy",
        key_prefix="limits",
        connection_pool=connections,  # type: ignore[arg-type]
    )


def _hashed(who: str) -> str:
    return hashlib.sha256(who.encode("utf-8", "surrogatepass")).hexdigest()[:32]


_counters: dict[asyncio.AbstractEventLoop, Counters] = {}


def counters() -> Counters:
    """The running event loop's: a connection belongs to the loop that made it."""
    loop = asyncio.get_running_loop()
    if loop not in _counters:
        for old in [old for old in _counters if old.is_closed()]:
            del _counters[old]
        _counters[loop] = Counters(settings.REDIS_URL)
    return _counters[loop]


def forget() -> None:
    """Begin anew, as a new process does."""
    _counters.clear()


async def count(request: HttpRequest) -> Allowance:
    """Count this request. Of the two allowances, its address's and its token's, the one nearer its end."""
    given = credentials(request)
    here = await counters().hit(
        _rate("API_ADDRESS_RATE", "3000/minute"), "address", address_of(given.address)
    )
    if here.is_spent or given.is_missing:
        return here
    who = f"token {given.bearer}" if given.bearer is not None else f"session {given.session_key}"
    own = await counters().hit(_rate("API_RATE", "600/minute"), "caller", who)
    return min(own, here, key=lambda one: one.left)


def _rate(name: str, default: str) -> RateLimitItem:
    return parse(str(getattr(settings, name, default)))

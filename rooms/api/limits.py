"""Rate limits of the API, per token (or session) and per address, over Redis (S9).

A window is a whole minute (or whatever the rate says) of the clock, so every process knows when it ends
without asking. While Redis is away or frozen each process counts in its own memory and asks again every
few seconds, one request at a time: nobody waits for it twice.
"""

import asyncio
import hashlib
import time
from collections import Counter
from dataclasses import dataclass
from functools import cache
from typing import cast

import structlog
from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from limits import RateLimitItem, parse
from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from accounts.limits import REDIS_TIMEOUT, REST, address_of
from chatapp.gathering import Gathering
from chatapp.loops import PerLoop
from chatapp.redis import async_pool
from rooms.api.credentials import credentials

log = structlog.get_logger(__name__)
MOST_REMEMBERED = 20_000  # windows in memory


@dataclass(frozen=True, slots=True)
class Hit:
    """One request, counted under a name (`address`, `caller`) for somebody."""

    rate: RateLimitItem
    name: str
    who: str

    def window(self, now: int) -> "Window":
        seconds = self.rate.get_expiry()
        ends = (now // seconds + 1) * seconds
        return f"limits/api/{self.name}/{_hashed(self.who)}/{ends}", ends


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


type Window = tuple[str, int]  # its key, and its end in epoch seconds
type Question = tuple[float, list[Window]]  # when it was asked, on this process's clock


class Counters:
    """Redis first, this process's memory when it fails. Requests that come together share a round trip."""

    def __init__(self, redis_url: str) -> None:
        self._redis = _connect(redis_url) if redis_url else None
        self._together = Gathering[Question, list[int]](self._increment)
        self._failed_at = 0.0
        self._rests_until = 0.0
        self._memory: dict[Window, int] = {}  # the one counted last at the end
        self._spent: set[Window] = set()

    async def hit(self, *asked: Hit) -> list[Allowance]:
        """Count one request in each of these windows; in the first alone when that one is known to be spent.

        So that whoever is refused by address cannot fill the memory with windows, nor spend somebody's token.
        """
        now = int(time.time())
        windows = [one.window(now) for one in asked]
        if windows[0] in self._spent:
            del windows[1:]
        counts = await self._count(windows)
        if counts[0] > asked[0].rate.amount:
            self._spent = {window for window in self._spent if window[1] > now} | {windows[0]}
        return [
            Allowance(one.rate.amount, one.rate.amount - count, ends)
            for one, (_, ends), count in zip(asked, windows, counts, strict=False)
        ]

    async def _count(self, windows: list[Window]) -> list[int]:
        now = time.monotonic()
        if self._redis is None or now < self._rests_until:
            return self._count_here(windows)
        if self._failed_at:  # this one asks again, the others go on without
            self._rests_until = now + REST
        try:
            counts = await self._together.ask((now, windows))
        except (RedisError, OSError, TimeoutError):
            return self._count_here(windows)
        self._failed_at = self._rests_until = 0.0
        return counts

    async def _increment(self, asked: list[Question]) -> list[list[int]]:
        """One round trip for all of them; of those who share a window each is told a number of its own."""
        if asked[0][0] < self._failed_at:
            raise TimeoutError  # they were asked before it failed: nobody waits for it twice
        more = Counter(window for _, windows in asked for window in windows)
        try:
            totals = await self._ask(more)
        except (RedisError, OSError, TimeoutError) as error:
            if not self._failed_at:
                log.warning("api_limits_without_redis", error=type(error).__name__)
            self._failed_at = time.monotonic()
            self._rests_until = self._failed_at + REST
            raise
        reached = {window: total - more[window] for window, total in zip(more, totals, strict=True)}
        return [[_next(reached, window) for window in windows] for _, windows in asked]

    async def _ask(self, more: Counter[Window]) -> list[int]:
        now = int(time.time())  # never an instant: Redis's clock is another one
        pipeline = cast(Redis, self._redis).pipeline(transaction=False)
        for (key, ends), number in more.items():
            pipeline.incrby(key, number)
            pipeline.expire(key, max(1, ends + 1 - now))
        async with asyncio.timeout(REDIS_TIMEOUT):
            return cast(list[int], (await pipeline.execute())[::2])

    async def close(self) -> None:
        if self._redis is not None:
            await self._redis.aclose(close_connection_pool=True)

    def _count_here(self, windows: list[Window]) -> list[int]:
        if len(self._memory) > MOST_REMEMBERED:
            now = time.time()
            living = [(window, count) for window, count in self._memory.items() if window[1] > now]
            self._memory = dict(living[-MOST_REMEMBERED // 2 :])  # those counted last
        for window in windows:
            self._memory[window] = self._memory.pop(window, 0) + 1
        return [self._memory[window] for window in windows]


def _next(reached: dict[Window, int], window: Window) -> int:
    reached[window] += 1
    return reached[window]


def _connect(url: str) -> Redis:
    connections = async_pool(
        url,
        socket_timeout=REDIS_TIMEOUT,
        socket_connect_timeout=REDIS_TIMEOUT,
        retry=Retry(NoBackoff(), 1),  # one for a connection that Redis had closed
    )
    return Redis(connection_pool=connections)


def _hashed(who: str) -> str:
    return hashlib.sha256(who.encode("utf-8", "surrogatepass")).hexdigest()[:32]


counters = PerLoop(lambda: Counters(settings.REDIS_URL))


async def count(request: HttpRequest) -> Allowance:
    """Count this request. Of the two allowances, its address's and its token's, the one nearer its end."""
    given = credentials(request)
    asked = [Hit(_rate("API_ADDRESS_RATE", "3000/minute"), "address", address_of(given.address))]
    if not given.is_missing:
        who = f"token {given.bearer}" if given.bearer is not None else f"session {given.session_key}"
        asked.append(Hit(_rate("API_RATE", "600/minute"), "caller", who))
    here, *own = await counters().hit(*asked)
    return here if here.is_spent else min(*own, here, key=lambda one: one.left) if own else here


def _rate(name: str, default: str) -> RateLimitItem:
    return _parsed(str(getattr(settings, name, default)))


@cache
def _parsed(rate: str) -> RateLimitItem:
    return parse(rate)

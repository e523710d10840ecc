"""Token buckets: a burst is welcome, a flood is not (S9)."""

import time
from collections import OrderedDict

LEAST_WAIT = 0.001  # seconds: less would be told as 0, which says "at once"


class Bucket:
    """`burst` at once, then `rate` a second."""

    __slots__ = ("_at", "_burst", "_left", "_rate")

    def __init__(self, burst: float, rate: float) -> None:
        self._burst = burst
        self._rate = rate
        self._left = burst
        self._at = time.monotonic()

    def take(self) -> float:
        """0 when there was one to take, else the seconds until there will be."""
        now = time.monotonic()
        self._left = min(self._burst, self._left + (now - self._at) * self._rate)
        self._at = now
        if self._left >= 1:
            self._left -= 1
            return 0
        return max((1 - self._left) / self._rate, LEAST_WAIT)


class Budgets:
    """A bucket a person, shared by all their sockets and forms of one process."""

    def __init__(self, burst: float, rate: float, most: int = 10_000) -> None:
        self._burst = burst
        self._rate = rate
        self._most = most
        self._buckets: OrderedDict[int, Bucket] = OrderedDict()

    def take(self, user_id: int) -> float:
        bucket = self._buckets.get(user_id)
        if bucket is None:
            bucket = self._buckets[user_id] = Bucket(self._burst, self._rate)
            if len(self._buckets) > self._most:
                self._buckets.popitem(last=False)
        return bucket.take()

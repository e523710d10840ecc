"""What this process has done, counted in passing: plain numbers on hot paths, read by whoever is asked for them."""

from bisect import bisect_left
from collections import Counter


class Histogram:
    """How many observations were at most each bound; the last count is of those above all bounds."""

    __slots__ = ("bounds", "counts", "total")

    def __init__(self, *bounds: float) -> None:
        self.bounds = bounds
        self.counts = [0] * (len(bounds) + 1)
        self.total = 0.0

    def observe(self, value: float) -> None:
        self.counts[bisect_left(self.bounds, value)] += 1
        self.total += value


class Counters:
    def __init__(self) -> None:
        self.frames_in = 0  # text frames from sockets
        self.committed = 0  # events committed by this process
        self.heard = 0  # events from other processes
        self.deliveries = 0  # an event handed to a socket
        self.fan_out = Histogram(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5)  # seconds
        self.batch = Histogram(1, 2, 5, 10, 20, 50, 100, 200)  # writes in one transaction
        self.catch_ups: Counter[str] = Counter()  # by answer: contiguous, gap, reset
        self.closes: Counter[int] = Counter()  # closed by us, by code


COUNTERS = Counters()

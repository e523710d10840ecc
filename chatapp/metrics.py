"""`/metrics` for Prometheus: this process's counters and what its hub knows at the moment of asking.

Nothing here runs unless somebody asks. Strangers get what any address that does not exist gets: one who asks
from this machine itself, or with `METRICS_TOKEN`, is no stranger.
"""

import asyncio
import hmac
from collections.abc import Iterable, Iterator, Mapping
from ipaddress import ip_address
from typing import Any

from django.conf import settings
from django.db import connection
from prometheus_client import CollectorRegistry, GCCollector, ProcessCollector, generate_latest
from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
    Metric,
)
from prometheus_client.registry import Collector

from chatapp.database import in_database
from chatapp.health import readiness
from rooms.queries.worker import last_heartbeat, waiting_subscriptions
from rooms.realtime.counters import COUNTERS, Histogram
from rooms.realtime.hub import hub

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
DATABASE_SECONDS = 2  # a scrape must not hang on what it is meant to report
# Whoever sets one of these is a proxy, and speaks for somebody else.
FORWARDED = {b"x-forwarded-for", b"x-real-ip", b"forwarded", b"via"}


def may_ask(scope: Mapping[str, Any]) -> bool:
    """A bearer of the token, or somebody on this machine with no proxy in between."""
    headers = dict(scope["headers"])
    given = headers.get(b"authorization", b"")
    wanted = settings.METRICS_TOKEN
    if wanted and hmac.compare_digest(given, b"Bearer " + wanted.encode()):
        return True
    return not FORWARDED & headers.keys() and _is_loopback(scope.get("client"))


def _is_loopback(client: Any) -> bool:
    try:
        return bool(client) and ip_address(client[0]).is_loopback
    except ValueError:
        return False


async def render() -> bytes:
    """The whole page. Must run in the event loop that serves."""
    registry = CollectorRegistry()
    ProcessCollector(registry=registry)
    GCCollector(registry=registry)
    registry.register(_Now([*_process(), *_pool(), *await _database()]))
    return generate_latest(registry)


class _Now(Collector):
    def __init__(self, found: list[Metric]) -> None:
        self._found = found

    def collect(self) -> Iterable[Metric]:
        return self._found


def _gauge(name: str, meaning: str, value: float) -> Metric:
    return GaugeMetricFamily(f"chat_{name}", meaning, value=value)


def _counter(name: str, meaning: str, value: float) -> Metric:
    return CounterMetricFamily(f"chat_{name}", meaning, value=value)


def _by_label(name: str, meaning: str, label: str, values: Mapping[Any, int]) -> Metric:
    family = CounterMetricFamily(f"chat_{name}", meaning, labels=[label])
    for key, value in values.items():
        family.add_metric([str(key)], value)
    return family


def _histogram(name: str, meaning: str, found: Histogram) -> Metric:
    buckets, total = [], 0
    for bound, count in zip((*found.bounds, "+Inf"), found.counts, strict=True):
        total += count
        buckets.append((str(bound), float(total)))
    return HistogramMetricFamily(f"chat_{name}", meaning, buckets=buckets, sum_value=found.total)


def _process() -> Iterator[Metric]:
    here = hub()
    sockets = here.everyone()
    yield _gauge("sockets", "Open sockets", len(sockets))
    yield _gauge("sockets_lagging", "Sockets whose reader is behind", sum(one.lagging for one in sockets))
    yield _gauge("people", "People with at least one socket", len(here.connections))
    yield _gauge("rooms_live", "Rooms that somebody here looks at", len(here.rooms))
    yield _gauge("layer_failing", "1 while Redis does not take messages", here.relay.failing)
    yield _gauge("draining", "1 from SIGTERM on", readiness.draining)
    yield _counter("frames_in", "Text frames from sockets", COUNTERS.frames_in)
    yield _counter("events_committed", "Changes of rooms committed by this process", COUNTERS.committed)
    yield _counter("events_heard", "Changes heard from other processes", COUNTERS.heard)
    yield _counter("deliveries", "Changes handed to sockets", COUNTERS.deliveries)
    yield _counter("hole_fills", "Rounds of filling holes from the database", here.repair.fills)
    yield _by_label("catch_ups", "Subscriptions, by how they were answered", "answer", COUNTERS.catch_ups)
    yield _by_label("sockets_closed", "Sockets closed by us, by code", "code", COUNTERS.closes)
    yield _histogram("fan_out_seconds", "From an event's arrival to its last socket here", COUNTERS.fan_out)
    yield _histogram("writer_batch", "Writes in one transaction", COUNTERS.batch)


def _pool() -> Iterator[Metric]:
    if not settings.DATABASES["default"].get("OPTIONS", {}).get("pool"):
        return
    found = connection.pool.get_stats()  # type: ignore[attr-defined]
    yield _gauge("pool_connections", "Database connections", found.get("pool_size", 0))
    yield _gauge("pool_limit", "Database connections at most", found.get("pool_max", 0))
    yield _gauge("pool_waiting", "Threads waiting for a connection now", found.get("requests_waiting", 0))
    yield _counter(
        "pool_waits", "Requests for a connection that had to wait", found.get("requests_queued", 0)
    )
    waited = found.get("requests_wait_ms", 0) / 1000
    yield _counter("pool_wait_seconds", "Time spent waiting for a connection", waited)
    yield _counter("pool_errors", "Requests for a connection that got none", found.get("requests_errors", 0))


async def _database() -> list[Metric]:
    """What only the database knows, the same in every process."""
    try:
        async with asyncio.timeout(DATABASE_SECONDS):
            waiting, beat = await in_database(lambda: (waiting_subscriptions(), last_heartbeat()))
    except Exception:
        return [_gauge("database_up", "1 when the database answers", 0)]
    found = [
        _gauge("database_up", "1 when the database answers", 1),
        _gauge("worker_queue", "Outgoing webhooks with something to deliver", waiting),
    ]
    if beat is not None:
        found.append(_gauge("worker_beat_timestamp_seconds", "When a worker last lived", beat.timestamp()))
    return found

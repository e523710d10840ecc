"""One request to one address, and what came of it."""

import asyncio
import time
from dataclasses import dataclass
from functools import cached_property

import httpcore
import httpx

from rooms.webhooks.address import Address, BadAddress, parse
from rooms.webhooks.guard import GuardedNetwork, Network, Refused, Resolve, resolve
from rooms.webhooks.signing import headers

KEPT = 500  # characters of an answer
READ = 16 * 1024  # bytes of an answer; the rest stays unread
LONGEST_ERROR = 200


@dataclass(slots=True, frozen=True)
class Delivery:
    """How one request went. `status` is None when there was no answer; then `error` says why."""

    status: int | None
    answer: str
    error: str
    milliseconds: int
    retry_after: float | None = None

    @property
    def delivered(self) -> bool:
        return self.status is not None and 200 <= self.status < 300

    @property
    def gone(self) -> bool:
        """410: the receiver wants no more (Standard Webhooks)."""
        return self.status == 410


class Sender:
    """Keeps connections open for a few seconds, follows no redirect, believes no proxy setting."""

    def __init__(
        self, seconds: float = 15.0, allowed: tuple[Network, ...] = (), resolve: Resolve = resolve
    ) -> None:
        """`seconds` are for all of it: looking up, connecting, sending, the answer."""
        self._seconds = seconds
        self._network = GuardedNetwork(allowed, resolve)

    @cached_property
    def _pool(self) -> httpcore.AsyncConnectionPool:
        """Made with the first request: the certificates it loads are megabytes."""
        return httpcore.AsyncConnectionPool(
            ssl_context=httpx.create_ssl_context(),
            max_connections=100,
            keepalive_expiry=5.0,
            network_backend=self._network,
        )

    async def send(self, url: str, secret: str, key: str, body: bytes) -> Delivery:
        """POST a signed body. Never raises: what goes wrong is in the answer."""
        started = time.monotonic()
        status, answer, error, wait = None, "", "", None
        try:
            async with asyncio.timeout(self._seconds):
                status, answer, wait = await self._post(
                    parse(url), headers(secret, key, int(time.time()), body), body
                )
        except TimeoutError:
            error = f"No answer within {self._seconds:g} seconds."
        except (
            Refused,
            BadAddress,
            httpcore.TimeoutException,
            httpcore.NetworkError,
            httpcore.ProtocolError,
        ) as failed:
            error = str(failed) or type(failed).__name__
        except (OSError, httpcore.UnsupportedProtocol, UnicodeError) as failed:
            error = repr(failed)
        if status is not None and 300 <= status < 400:
            error = "Redirects are not followed."
        taken = round((time.monotonic() - started) * 1000)
        return Delivery(status, answer, error[:LONGEST_ERROR], taken, wait)

    async def _post(
        self, address: Address, signed: list[tuple[bytes, bytes]], body: bytes
    ) -> tuple[int, str, float | None]:
        url = httpcore.URL(
            scheme=address.scheme.encode(),
            host=address.host.encode(),
            port=address.port,
            target=address.target.encode(),
        )
        own = {"host": address.authority, "content-type": "application/json", "user-agent": "Chat-Webhooks/1"}
        sent = [*((name.encode(), value.encode()) for name, value in own.items()), *signed]
        limits = {"timeout": dict.fromkeys(("connect", "read", "write", "pool"), self._seconds)}
        async with self._pool.stream("POST", url, headers=sent, content=body, extensions=limits) as response:
            read = b""
            async for part in response.aiter_stream():
                read += part[: READ - len(read)]
                if len(read) >= READ:
                    break
            text = read.decode("utf-8", "replace").replace("\0", "\ufffd")[:KEPT]
            return response.status, text, _retry_after(response.headers)

    async def close(self) -> None:
        if "_pool" in self.__dict__:
            await self._pool.aclose()


def _retry_after(given: list[tuple[bytes, bytes]]) -> float | None:
    """Seconds; the form with a date is not worth its parsing."""
    value = next((value for name, value in given if name.lower() == b"retry-after"), b"")
    return float(value) if value.isdigit() and len(value) < 7 else None

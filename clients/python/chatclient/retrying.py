"""Requests that are repeated while that can help, with full jitter."""

import asyncio
import random
import time
from typing import Any

import httpx

from chatclient.errors import ChatError

LONGEST = 10.0  # seconds between two attempts
PASSING = (429, 500, 502, 503, 504)


def pause(attempt: int, retry_after: float | None = None) -> float:
    """Seconds to wait: what the server says, and a random part of a bound that doubles."""
    return (retry_after or 0) + random.uniform(0, min(LONGEST, 0.1 * 2**attempt))  # noqa: S311


class Http:
    """Every request here may be sent twice: GETs, and POSTs that carry a client_id."""

    def __init__(self, client: httpx.AsyncClient, patience: float) -> None:
        self.client = client
        self.patience = patience  # seconds during which a request is repeated

    async def __call__(self, method: str, path: str, **options: Any) -> Any:
        """The answer's JSON. Raises ChatError, or httpx.TransportError once patience has run out."""
        ends, attempt = time.monotonic() + self.patience, 0
        while True:
            try:
                answer = await self.client.request(method, path, **options)
                if answer.is_success:
                    return answer.json()
                error: Exception = refusal(answer)
            except httpx.TransportError as lost:
                error = lost
            await wait(error, attempt, ends)
            attempt += 1


async def wait(error: Exception, attempt: int, ends: float) -> None:
    """Wait before another attempt; raises `error` when none would help, or none fits in."""
    seconds = pause(attempt, getattr(error, "retry_after", None))
    passing = not isinstance(error, ChatError) or error.status in PASSING
    if not passing or time.monotonic() + seconds > ends:
        raise error
    await asyncio.sleep(seconds)


def refusal(answer: httpx.Response) -> ChatError:
    """The error of an answer that has been read. One that is not ours (a proxy's) has the code `http_<status>`."""
    try:
        body = answer.json()
        code, detail = str(body["code"]), str(body["detail"])
    except (ValueError, KeyError, TypeError):
        code, detail = f"http_{answer.status_code}", answer.text[:200]
    given = answer.headers.get("Retry-After", "")
    retry_after = float(given) if given.isdigit() else None
    return ChatError(code, detail, answer.status_code, retry_after, answer.headers.get("X-Request-ID", ""))

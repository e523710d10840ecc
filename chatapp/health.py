"""`/livez` and `/readyz`: answered before Django, so that any Host will do and no middleware is in the way.

livez    200 while the event loop turns: a restart would help if it did not
readyz   200 when this process should get traffic: not draining, and its checks answer within 2 s
"""

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from channels.db import database_sync_to_async
from django.db import connection

from chatapp.doctor.signature import is_doctors

logger = logging.getLogger("chatapp.health")

CHECK_SECONDS = 2
# One thread, whose connection goes back after each look: in the loop's own threads each would keep one for ever.
LOOKOUT = ThreadPoolExecutor(1, thread_name_prefix="readiness")

Check = Callable[[], Awaitable[None]]


class Readiness:
    """`draining` is set once, by the server on SIGTERM."""

    draining = False


readiness = Readiness()


def _select_one() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


async def database_answers() -> None:
    """Raises when the database does not answer. Redis is not asked: without it everything still works."""
    await database_sync_to_async(_select_one, thread_sensitive=False, executor=LOOKOUT)()


class Health:
    """ASGI middleware that answers the two paths and passes everything else on.

    `checks` are named coroutine functions that raise when what they look at is missing.
    """

    def __init__(self, application: Any, checks: Mapping[str, Check] | None = None) -> None:
        self.application = application
        self.checks = checks or {}

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        path = scope["path"] if scope["type"] == "http" else None
        if path in ("/livez", "/readyz") and scope["method"] not in ("GET", "HEAD"):
            await _say(send, 405, {"status": "method not allowed"})
        elif path == "/livez":
            await _say(send, 200, {"status": "alive", **_seen(scope)})
        elif path == "/readyz":
            await _say(send, *await self.readyz())
        else:
            await self.application(scope, receive, send)

    async def readyz(self) -> tuple[int, dict[str, Any]]:
        """Status code and body."""
        if readiness.draining:
            return 503, {"status": "draining"}
        outcomes = await asyncio.gather(*(self._outcome(name) for name in self.checks))
        failed = [name for name, passed in zip(self.checks, outcomes, strict=True) if not passed]
        return (503, {"status": "unready", "failed": failed}) if failed else (200, {"status": "ready"})

    async def _outcome(self, name: str) -> bool:
        try:
            async with asyncio.timeout(CHECK_SECONDS):
                await self.checks[name]()
        except Exception as error:
            logger.warning("not ready", extra={"check": name, "error": str(error)})
            return False
        return True


def _seen(scope: dict[str, Any]) -> dict[str, Any]:
    """How this request looked, for the site's own doctor (chatapp/doctor/public.py) and nobody else."""
    headers = scope.get("headers", ())
    given = next((value.decode("latin-1") for name, value in headers if name == b"x-doctor"), "")
    if not given or not is_doctors(given):
        return {}
    hops = [entry for name, value in headers if name == b"x-forwarded-for" for entry in value.split(b",")]
    client = (scope.get("client") or ("", 0))[0]
    return {"seen": {"client": client, "scheme": scope.get("scheme", "http"), "hops": len(hops)}}


async def _say(send: Any, status: int, content: dict[str, Any]) -> None:
    await answer(send, status, json.dumps(content).encode(), "application/json")


async def answer(send: Any, status: int, body: bytes, kind: str) -> None:
    """A whole HTTP answer, without Django."""
    headers = [
        (b"content-type", kind.encode()),
        (b"content-length", str(len(body)).encode()),
        (b"cache-control", b"no-store"),
        (b"x-content-type-options", b"nosniff"),
    ]
    if status == 405:
        headers.append((b"allow", b"GET, HEAD"))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})

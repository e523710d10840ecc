"""Delivering what is in the outbox: several subscriptions at once, each one's events one after the other."""

import asyncio
import time
from collections.abc import Callable

import structlog
from django.conf import settings
from django.db import InterfaceError, OperationalError

from chatapp.database import in_database
from rooms.actions.webhooks.delivery import Claim, LeaseLost, claim, delivered, due, failed, released
from rooms.models import OutgoingEvent
from rooms.webhooks.sending import Sender

log = structlog.get_logger(__name__)
POLL = 0.5  # seconds
AT_ONCE = 20  # subscriptions: a slow receiver holds up its own only
PERSISTENCE = 5.0  # seconds that noting an outcome is tried for while the database is away


class Deliveries:
    """`sender` is for tests; without one it is as the settings say."""

    def __init__(self, sender: Sender | None = None) -> None:
        self._sender = sender or Sender(settings.WEBHOOK_TIMEOUT, settings.WEBHOOK_ALLOWED_NETWORKS)
        self._serving: dict[int, asyncio.Task[None]] = {}
        self._more = asyncio.Event()

    async def run(self, stopping: asyncio.Event) -> None:
        """Until `stopping`; then what is on its way is waited for."""
        while not stopping.is_set():
            self._more.clear()
            try:
                await self._begin(stopping)
            except Exception as error:
                log.warning("deliveries_without_database", error=repr(error))
            await self._rest(stopping)
        await asyncio.gather(*self._serving.values(), return_exceptions=True)
        await self._sender.close()

    async def _begin(self, stopping: asyncio.Event) -> None:
        free = AT_ONCE - len(self._serving)
        for pk in await in_database(due, AT_ONCE * 2) if free > 0 else ():
            if pk not in self._serving and len(self._serving) < AT_ONCE:
                self._serving[pk] = asyncio.create_task(self._serve(pk, stopping))

    async def _rest(self, stopping: asyncio.Event) -> None:
        """Until the next look, or until there is more for somebody who was just served."""
        waits = [asyncio.create_task(event.wait()) for event in (stopping, self._more)]
        await asyncio.wait(waits, timeout=POLL, return_when=asyncio.FIRST_COMPLETED)
        for wait in waits:
            wait.cancel()

    async def _serve(self, pk: int, stopping: asyncio.Event) -> None:
        try:
            found = await in_database(claim, pk)
            if found is not None:
                await self._tell(found, stopping)
        except LeaseLost:
            log.info("webhook_lease_lost", subscription=pk)
        except Exception as error:  # the lease ends by itself, and then somebody goes on
            log.warning("webhook_interrupted", subscription=pk, error=repr(error))
        finally:
            del self._serving[pk]

    async def _tell(self, found: Claim, stopping: asyncio.Event) -> None:
        cursor = found.row.cursor
        for event in found.events:
            if stopping.is_set():
                await self._note(released, found, cursor)
                return
            if not await self._deliver(found, event):
                return
            cursor = event.pk
        await self._note(released, found, found.cursor)
        if found.more:
            self._more.set()

    async def _deliver(self, found: Claim, event: OutgoingEvent) -> bool:
        row = found.row
        outcome = await self._sender.send(row.url, row.secret, event.key, event.body.encode())
        log.info(
            "webhook_sent",
            subscription=row.pk,
            event_id=event.key,
            status=outcome.status,
            error=outcome.error,
            ms=outcome.milliseconds,
            **({"request_id": event.request_id} if event.request_id else {}),
        )
        await self._note(delivered if outcome.delivered else failed, found, event, outcome)
        return outcome.delivered

    async def _note[**P](self, note: Callable[P, None], *args: P.args, **kwargs: P.kwargs) -> None:
        """A database that restarts just now does not make anybody hear everything twice."""
        until = time.monotonic() + PERSISTENCE
        while True:
            try:
                return await in_database(note, *args, **kwargs)
            except (OperationalError, InterfaceError):
                if time.monotonic() > until:
                    raise
                await asyncio.sleep(0.5)

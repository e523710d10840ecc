"""Django's ASGI handler without the two threads it makes and joins for every request.

Django tells its signals `request_started` and `request_finished` from a thread, because their receivers put old
database connections away, and those belong to threads. A request that runs natively in the event loop has no such
thread. So the receivers are taken out, a request's thread is made when a synchronous view first asks for it, and
whoever made it puts its connections away.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import asynccontextmanager, closing
from typing import Any, cast

import django
from asgiref.sync import ThreadSensitiveContext, sync_to_async
from django.core.exceptions import RequestAborted
from django.core.handlers.asgi import ASGIHandler, get_script_prefix
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, connections, reset_queries
from django.http.response import HttpResponseBase
from django.urls import set_script_prefix


class Handler(ASGIHandler):
    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        thread = OwnThread()
        try:
            async with ThreadSensitiveContext(executor=thread):
                await self.handle_in(thread, scope, receive, send)
        finally:
            thread.shutdown()

    async def handle_in(self, thread: "OwnThread", scope: Any, receive: Any, send: Any) -> None:
        """As Django's: a client that leaves ends its request. Without a class and a task group made for each."""
        try:
            body = await self.read_body(receive)
        except RequestAborted:
            return
        with closing(body):
            set_script_prefix(get_script_prefix(scope))
            await request_started.asend(sender=self.__class__, scope=scope)
            request, refusal = self.create_request(scope, body)
            if refusal is not None:
                await self.send_response(refusal, send)
                await _close(refusal, thread)
            else:
                await self._answer(request, thread, receive, send)

    async def _answer(self, request: Any, thread: "OwnThread", receive: Any, send: Any) -> None:
        answered: list[HttpResponseBase] = []
        async with _while_connected(receive):
            answered.append(await self.run_get_response(request))
            await self.send_response(answered[0], send)
        for response in answered:
            await _close(response, thread)
        if not answered:
            await request_finished.asend(sender=self.__class__)


@asynccontextmanager
async def _while_connected(receive: Any) -> AsyncIterator[None]:
    """Cancels what is inside when the client leaves, which ends the block and raises nothing."""
    task = cast("asyncio.Task[Any]", asyncio.current_task())
    left = False

    async def watch() -> None:
        nonlocal left
        await receive()  # after the body there is nothing to come but `http.disconnect`
        left = True
        task.cancel()

    watching = asyncio.create_task(watch())
    try:
        yield
    except asyncio.CancelledError:
        if not left or task.uncancel() > 0:
            raise
    finally:
        watching.cancel()


async def _close(response: HttpResponseBase, thread: "OwnThread") -> None:
    """Where it was made. What was made in the event loop closes without blocking, but for a stream's file."""
    if thread.is_made or response.streaming:
        await sync_to_async(response.close)()
    else:
        response.close()


class OwnThread(Executor):
    """One request's thread for synchronous code, made by the first that needs it."""

    def __init__(self) -> None:
        self._thread: ThreadPoolExecutor | None = None

    @property
    def is_made(self) -> bool:
        return self._thread is not None

    def submit[**P, T](self, function: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        if self._thread is None:
            self._thread = ThreadPoolExecutor(1, thread_name_prefix="request")
        return self._thread.submit(function, *args, **kwargs)

    def shutdown(self, wait: bool = False, *, cancel_futures: bool = False) -> None:
        """Its connections go back to the pool, then it ends; nobody waits for it."""
        if self._thread is not None:
            self._thread.submit(connections.close_all)
            self._thread.shutdown(wait=wait, cancel_futures=cancel_futures)


def get_application() -> Handler:
    """As `get_asgi_application`. Signals without receivers cost no thread."""
    django.setup(set_prefix=False)
    for receiver in (reset_queries, close_old_connections):
        request_started.disconnect(receiver)
    request_finished.disconnect(close_old_connections)
    return Handler()

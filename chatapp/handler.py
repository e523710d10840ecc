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
                await self.handle(scope, receive, send)
        finally:
            thread.shutdown()

    async def handle(self, scope: Any, receive: Any, send: Any) -> None:
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
                await sync_to_async(refusal.close)()
            else:
                await self._answer(request, receive, send)

    async def _answer(self, request: Any, receive: Any, send: Any) -> None:
        answered: list[HttpResponseBase] = []
        async with _while_connected(receive):
            answered.append(await self.run_get_response(request))
            await self.send_response(answered[0], send)
        for response in answered:
            await sync_to_async(response.close)()
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


class OwnThread(Executor):
    """One request's thread for synchronous code, made by the first that needs it."""

    def __init__(self) -> None:
        self._thread: ThreadPoolExecutor | None = None

    def submit[**P, T](self, function: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """In the thread. A response is closed where nothing blocks, and no thread is made for that alone."""
        if self._thread is None:
            close = _closing(function)
            if close is not None:
                return _done(close)
            self._thread = ThreadPoolExecutor(1, thread_name_prefix="request")
        return self._thread.submit(function, *args, **kwargs)

    def shutdown(self, wait: bool = False, *, cancel_futures: bool = False) -> None:
        """Its connections go back to the pool, then it ends; nobody waits for it."""
        if self._thread is not None:
            self._thread.submit(connections.close_all)
            self._thread.shutdown(wait=wait, cancel_futures=cancel_futures)


def _closing(function: Any) -> Callable[[], Any] | None:
    """The `response.close` inside what asgiref hands to an executor; None for anything else, or built otherwise."""
    child = (getattr(function, "args", None) or (None,))[-1]
    called = getattr(child, "func", None)
    is_close = getattr(called, "__func__", None) is HttpResponseBase.close
    return called if is_close and not getattr(called, "__self__").streaming else None  # noqa: B009


def _done(function: Callable[[], Any]) -> Future[Any]:
    future: Future[Any] = Future()
    try:
        future.set_result(function())
    except Exception as error:
        future.set_exception(error)
    return future


def get_application() -> Handler:
    """As `get_asgi_application`. Signals without receivers cost no thread."""
    django.setup(set_prefix=False)
    for receiver in (reset_queries, close_old_connections):
        request_started.disconnect(receiver)
    request_finished.disconnect(close_old_connections)
    return Handler()

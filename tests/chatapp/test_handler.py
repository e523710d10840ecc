"""Requests without threads of their own, unless a view is synchronous; a client that leaves ends its request."""

import asyncio
import threading
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from asgiref.testing import ApplicationCommunicator
from django.core.signals import request_finished, request_started
from django.db import connection
from django.http import FileResponse, HttpResponse
from django.urls import path

from accounts.models import User
from chatapp.handler import Handler, OwnThread
from chatapp.loops import PerLoop

CALLS: list[Any] = []
BEGAN = PerLoop(asyncio.Event)


async def native(request: Any) -> HttpResponse:
    response = HttpResponse("native")
    response._resource_closers.append(lambda: CALLS.append(threading.current_thread().name))
    return response


def synchronous(request: Any) -> HttpResponse:
    """Twice the same thread, with a connection of its own."""
    CALLS.append((threading.current_thread(), connection.connection))
    return HttpResponse(str(User.objects.count()))


def closing(request: Any) -> HttpResponse:
    """What a synchronous view opened is closed in its thread, where that may block."""
    response = HttpResponse("closing")
    opened = threading.current_thread()
    response._resource_closers.append(lambda: CALLS.append(threading.current_thread() is opened))
    return response


async def mixed(request: Any) -> HttpResponse:
    first = await sync_to_async(threading.current_thread)()
    second = await sync_to_async(threading.current_thread)()
    return HttpResponse(str(first is second))


async def slow(request: Any) -> HttpResponse:
    BEGAN().set()
    try:
        await asyncio.sleep(30)
    except asyncio.CancelledError:
        CALLS.append("ended")
        raise
    return HttpResponse("late")


def download(request: Any) -> FileResponse:
    return FileResponse(open(__file__, "rb"))  # noqa: PTH123


urlpatterns = [
    path("native", native),
    path("synchronous", synchronous),
    path("closing", closing),
    path("mixed", mixed),
    path("slow", slow),
    path("download", download),
]


@pytest.fixture(autouse=True)
def _small_site(settings: Any) -> None:
    settings.ROOT_URLCONF = __name__
    settings.MIDDLEWARE = []
    CALLS.clear()
    BEGAN.forget()


def asked(address: str) -> ApplicationCommunicator:
    scope = {
        "type": "http",
        "method": "GET",
        "path": f"/{address}",
        "query_string": b"",
        "headers": [(b"host", b"testserver")],
    }
    return ApplicationCommunicator(Handler(), scope)


async def get(address: str) -> tuple[int, bytes]:
    communicator = asked(address)
    await communicator.send_input({"type": "http.request"})
    status = (await communicator.receive_output(5))["status"]
    body, more = b"", True
    while more:
        part = await communicator.receive_output(5)
        body, more = body + part.get("body", b""), part.get("more_body", False)
    await communicator.wait(5)
    return status, body


async def test_a_native_view_is_answered_and_closed_in_the_loop(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("chatapp.handler.ThreadPoolExecutor", None)  # to make a thread would be an error
    for signal in (request_started, request_finished):
        monkeypatch.setattr(signal, "receivers", [])  # as `get_application` leaves them, and tests do not
        signal.sender_receivers_cache.clear()
    assert await get("native") == (200, b"native")
    assert [threading.current_thread().name] == CALLS


async def test_synchronous_code_of_one_request_runs_in_one_thread() -> None:
    assert await get("mixed") == (200, b"True")


async def test_a_synchronous_views_response_is_closed_in_its_thread() -> None:
    assert await get("closing") == (200, b"closing")
    assert CALLS == [True]


@pytest.mark.django_db(transaction=True)
async def test_a_synchronous_view_leaves_neither_its_thread_nor_its_connection() -> None:
    for _ in range(3):
        assert (await get("synchronous"))[0] == 200
    threads = [thread for thread, _ in CALLS]
    assert threading.current_thread() not in threads
    for thread in threads:
        await asyncio.to_thread(thread.join, 5)
    assert not any(thread.is_alive() for thread in threads)


async def test_a_client_that_leaves_ends_its_request() -> None:
    communicator = asked("slow")
    await communicator.send_input({"type": "http.request"})
    async with asyncio.timeout(5):
        await BEGAN().wait()
    await communicator.send_input({"type": "http.disconnect"})
    await communicator.wait(5)
    assert CALLS == ["ended"]
    assert await communicator.receive_nothing()


async def test_a_client_that_left_before_its_body_came_asks_for_nothing() -> None:
    communicator = asked("slow")
    await communicator.send_input({"type": "http.disconnect"})
    await communicator.wait(5)
    assert CALLS == []


async def test_a_cancelled_application_is_not_taken_for_a_client_that_left() -> None:
    communicator = asked("slow")
    incoming: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
    incoming.put_nowait({"type": "http.request"})
    running = asyncio.create_task(Handler()(communicator.scope, incoming.get, None))
    async with asyncio.timeout(5):
        await BEGAN().wait()
        running.cancel()
        with pytest.raises(asyncio.CancelledError):
            await running
    assert CALLS == ["ended"]


@pytest.mark.filterwarnings("ignore:StreamingHttpResponse must consume synchronous iterators")
async def test_a_file_is_streamed_and_closed() -> None:
    status, body = await get("download")
    assert status == 200
    assert body.startswith(b'"""Requests without threads')


def test_an_error_on_the_way_to_a_thread_is_the_callers() -> None:
    own = OwnThread()
    with pytest.raises(ZeroDivisionError):
        own.submit(lambda: 1 // 0).result(5)
    own.shutdown(wait=True)

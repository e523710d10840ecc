"""The one way from async code to the database: a bounded executor of its own.

Websocket consumers would otherwise share a single thread, and a thread-sensitive block a request
costs a new thread each time. Never more threads than pooled connections (`DATABASE_POOL`).
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from channels.db import database_sync_to_async
from django.conf import settings

EXECUTOR = ThreadPoolExecutor(settings.DATABASE_THREADS, thread_name_prefix="database")


async def in_database[**P, T](function: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
    """Run a synchronous function in the database executor: one thread hop, whatever it queries."""
    hop = database_sync_to_async(function, thread_sensitive=False, executor=EXECUTOR)
    return await hop(*args, **kwargs)

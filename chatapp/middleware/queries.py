"""How many queries a request made, in whichever threads it made them.

The counter is one mutable object in a context variable: a thread hop copies the
context, so work in an executor counts on the same object.
"""

from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

from django.db import connections
from django.db.backends.signals import connection_created


class Counter:
    __slots__ = ("queries",)

    def __init__(self) -> None:
        self.queries = 0


CURRENT: ContextVar[Counter | None] = ContextVar("query_counter", default=None)


def _count(execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: dict[str, Any]) -> Any:
    counter = CURRENT.get()
    if counter is not None:
        counter.queries += 1
    return execute(sql, params, many, context)


def _watch(connection: Any, **_: Any) -> None:
    if _count not in connection.execute_wrappers:
        connection.execute_wrappers.append(_count)


def watch_connections() -> None:
    """A wrapper belongs to a connection and a connection to a thread; Django tells of a new one by signal only."""
    connection_created.connect(_watch, dispatch_uid="query_counter")
    for connection in connections.all(initialized_only=True):
        _watch(connection)

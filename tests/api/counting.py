"""What a request costs: its statements, in whichever thread, and its hops out of the event loop."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from asgiref.sync import SyncToAsync
from django.db.backends.utils import CursorWrapper


@contextmanager
def statements() -> Iterator[list[str]]:
    """The SQL of every statement that this process executes inside the block."""
    seen: list[str] = []
    execute = CursorWrapper._execute  # type: ignore[attr-defined]

    def recorded(self: Any, sql: str, *rest: Any) -> Any:
        seen.append(str(sql))
        return execute(self, sql, *rest)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(CursorWrapper, "_execute", recorded)
        yield seen


@contextmanager
def hops() -> Iterator[Counter[str]]:
    """How often each function took a thread inside the block."""
    seen: Counter[str] = Counter()
    hop = SyncToAsync.__call__

    async def counted(self: Any, *args: Any, **kwargs: Any) -> Any:
        seen[getattr(self.func, "__qualname__", type(self.func).__name__)] += 1
        return await hop(self, *args, **kwargs)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(SyncToAsync, "__call__", counted)
        yield seen

"""What belongs to one event loop: a future, a connection, a task cannot be used in another."""

import asyncio
from collections.abc import Callable


class PerLoop[T]:
    """Call it inside a loop for the loop's own, made on first use; those of closed loops are let go."""

    def __init__(self, make: Callable[[], T]) -> None:
        self._make = make
        self._made: dict[asyncio.AbstractEventLoop, T] = {}

    def __call__(self) -> T:
        loop = asyncio.get_running_loop()
        found = self._made.get(loop)
        if found is None:
            self._made = {one: made for one, made in self._made.items() if not one.is_closed()}
            found = self._made[loop] = self._make()
        return found

    def forget(self) -> None:
        """Begin anew, as a new process does."""
        self._made.clear()

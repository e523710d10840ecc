"""What belongs to one event loop: a future, a connection, a task cannot be used in another."""

import asyncio
from collections.abc import Callable


class PerLoop[T]:
    """Call it inside a loop for the loop's own, made on first use; those of closed loops are let go."""

    def __init__(self, make: Callable[[], T], let_go: Callable[[T], None] | None = None) -> None:
        self._make = make
        self._let_go = let_go
        self.made: dict[asyncio.AbstractEventLoop, T] = {}

    def __call__(self) -> T:
        loop = asyncio.get_running_loop()
        found = self.made.get(loop)
        if found is None:
            self._drop([one for one in self.made if one.is_closed()])
            found = self.made[loop] = self._make()
        return found

    def forget(self) -> None:
        """Begin anew, as a new process does."""
        self._drop(list(self.made))

    def _drop(self, loops: list[asyncio.AbstractEventLoop]) -> None:
        for loop in loops:
            old = self.made.pop(loop)
            if self._let_go is not None:
                self._let_go(old)

"""How many streams one token (or person) may read at once in a process: each keeps coming back to the database."""

from collections import Counter
from collections.abc import AsyncIterator
from contextlib import aclosing
from typing import Any

from rooms.api.refusals import problem

MOST = 4
WAIT = 5.0  # seconds until asking again makes sense

_taken: Counter[str] = Counter()


class Slot:
    """Given back once, whoever does it first: the end of the stream, or of an answer that nobody read."""

    def __init__(self, who: str) -> None:
        self._who: str | None = who
        _taken[who] += 1

    def release(self) -> None:
        who, self._who = self._who, None
        if who is not None:
            _taken[who] -= 1
            if not _taken[who]:
                del _taken[who]

    async def hold(self, parts: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
        """The parts; the slot is given back when they end, or their reader goes."""
        try:
            async with aclosing(parts):  # type: ignore[type-var]  # it is a generator
                async for part in parts:
                    yield part
        finally:
            self.release()


def take(request: Any) -> Slot:
    """For the person of a request that has been identified. Raises `rate_limited`."""
    identity = request.identity
    who = f"token {identity.token.pk}" if identity.token is not None else f"person {identity.user_id}"
    if _taken[who] >= MOST:
        raise problem("rate_limited", f"{MOST} streams are read at once already.", retry_after=WAIT)
    return Slot(who)

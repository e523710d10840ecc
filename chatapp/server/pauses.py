"""Whether a transport's write buffer is full, and waiting until it is not."""

from asyncio import Future, get_running_loop


class Pauses:
    """Paused by the transport above 64 KB, resumed when all of it is written, released when it closes."""

    __slots__ = ("since", "waiters")

    def __init__(self) -> None:
        self.since: float | None = None
        self.waiters: list[Future[None]] = []

    def pause(self, now: float) -> None:
        """`now` is kept from the first of several pauses: it tells how long the peer has read nothing."""
        if self.since is None:
            self.since = now

    def resume(self) -> None:
        self.since = None
        waiters, self.waiters = self.waiters, []
        for waiter in waiters:
            if not waiter.done():
                waiter.set_result(None)

    release = resume

    async def over(self) -> None:
        """Returns at once when not paused, else when resumed or released."""
        if self.since is not None:
            waiter: Future[None] = get_running_loop().create_future()
            self.waiters.append(waiter)
            await waiter

"""A worker in a thread beside the server: the embedded default is one process."""

import asyncio
import threading

from django.conf import settings

from rooms.worker.worker import Worker


class BesideWorker:
    """An event loop of its own, so that neither waits for the other; one database and one memory."""

    def __init__(self) -> None:
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._run, name="worker", daemon=True)

    def start(self) -> None:
        self._thread.start()
        self._ready.wait()

    def stop(self) -> None:
        """Wait until it has taken its leave."""
        if self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._worker.stop)
            self._thread.join(settings.DRAIN_SECONDS + 1)

    def _run(self) -> None:
        asyncio.run(self._main())

    async def _main(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._worker = Worker()
        self._ready.set()
        await self._worker.run()

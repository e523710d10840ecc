"""`manage.py worker`: outgoing webhooks and periodic jobs. Any number may run at once."""

import asyncio
import signal
from typing import Any

from django.core.management.base import BaseCommand

from rooms.worker.worker import Worker


class Command(BaseCommand):
    help = "Deliver webhooks and do periodic jobs, until SIGTERM or Ctrl-C (finishes what is on its way)."
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        asyncio.run(self._run())

    async def _run(self) -> None:
        worker = Worker()
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, worker.stop)
        self.stdout.write("Working")
        await worker.run()

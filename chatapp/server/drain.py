"""Leaving: unready at once, answers finished, sockets sent away one after the other, then the end.

The listener stays open until the last moment: a proxy takes a while to notice, and until then requests
are answered (and their connections closed) and new sockets are told 4503, which sends them elsewhere.
"""

import logging
import os
import random
import threading
from asyncio import AbstractEventLoop
from typing import Any

from twisted.internet import reactor

from chatapp.health import readiness
from chatapp.server.websocket import DRAINING, WebSocketProtocol

logger = logging.getLogger("chatapp.server")

# All come back at once otherwise: a returning socket costs whoever gets it about 1 ms, and the others talk on.
SOCKETS_PER_SECOND = 250
# Of the time allowed; the rest is for their closing handshakes and their applications' own ends.
CLOSING_SHARE = 0.6
POLL_SECONDS = 0.1
# A thread or an application that will not end must not keep the process.
GRACE_SECONDS = 1


class Drain:
    """Started by SIGTERM. A second one, or the deadline, ends at once."""

    def __init__(self, server: Any, seconds: float) -> None:
        self.server = server
        self.seconds = seconds
        self.started = False

    def start(self) -> None:
        if self.started:
            self.stop()
            return
        self.started = readiness.draining = True
        loop = reactor._asyncioEventloop
        sockets = [each for each in self.server.connections if isinstance(each, WebSocketProtocol)]
        logger.info("draining", extra={"sockets": len(sockets), "seconds": self.seconds})
        self._send_away(loop, sockets)
        self._exit_at_the_latest(self.seconds + GRACE_SECONDS)
        loop.call_later(self.seconds, self.stop)
        loop.call_later(POLL_SECONDS, self._poll, loop)

    def _send_away(self, loop: AbstractEventLoop, sockets: list[WebSocketProtocol]) -> None:
        span = min(len(sockets) / SOCKETS_PER_SECOND, self.seconds * CLOSING_SHARE)
        random.shuffle(sockets)
        for place, socket in enumerate(sockets):
            delay = span * (place + random.random()) / len(sockets)  # noqa: S311 - nobody gains by guessing it
            loop.call_later(delay, socket.serverClose, DRAINING)

    def _poll(self, loop: AbstractEventLoop) -> None:
        if self._busy():
            loop.call_later(POLL_SECONDS, self._poll, loop)
        else:
            self.stop()

    def _busy(self) -> bool:
        """True while any application runs: a socket's until its close, a request's until its answer."""
        running = (details.get("application_instance") for details in self.server.connections.values())
        return any(task is not None and not task.done() for task in running)

    def stop(self) -> None:
        self._exit_at_the_latest(GRACE_SECONDS)
        self.server.stop()

    def _exit_at_the_latest(self, seconds: float) -> None:
        timer = threading.Timer(seconds, os._exit, (0,))
        timer.daemon = True
        timer.start()

"""The listening server: a subclass of daphne's with limits, a drain, and the client's own address."""

# Importing daphne's server installs the asyncio reactor, so it comes before anything else of Twisted.
from daphne import server as daphne  # isort:skip
import asyncio
import gc
import logging
import signal
from collections.abc import Mapping
from typing import Any

from twisted.internet import reactor
from twisted.internet.error import CannotListenError
from twisted.logger import globalLogBeginner

from chatapp.server.address import ListenError
from chatapp.server.drain import Drain
from chatapp.server.http import HTTPFactory, WebRequest
from chatapp.server.inbox import Inbox
from chatapp.server.scope import complete
from chatapp.server.websocket import WebSocketFactory, WebSocketProtocol

logger = logging.getLogger("chatapp.server")

MAX_BODY = 2 * 1024 * 1024
MAX_FRAME = 1024 * 1024


def report(event: dict[str, Any]) -> None:
    """Of what Twisted and autobahn log, only failures: stock daphne throws those away too."""
    failure = event.get("log_failure")
    if failure is not None:
        found = (failure.type, failure.value, failure.getTracebackObject())
        logger.error("failure in the server", exc_info=found)


class Server(daphne.Server):
    """Daphne's server. Times are seconds, sizes bytes.

    `max_body` limits request bodies; `body_limits` gives path prefixes their own, the longest match wins.
    `trusted_proxies` is the number of proxies in front, each of which appends to X-Forwarded-For.
    A drain takes at most `drain_seconds`. `endpoints` come from `chatapp.server.address`.
    """

    def __init__(
        self,
        application: Any,
        *,
        max_body: int = MAX_BODY,
        body_limits: Mapping[str, int] | None = None,
        trusted_proxies: int = 0,
        drain_seconds: float = 10,
        header_timeout: float = 15,
        idle_timeout: float = 75,
        stall_timeout: float = 60,
        **options: Any,
    ) -> None:
        # Patient at the door: a thousand sockets that come back at once must not be turned away half-way.
        defaults = {
            "http_timeout": 60,
            "websocket_timeout": -1,
            "server_name": "",
            "websocket_handshake_timeout": 60,
        }
        defaults["websocket_connect_timeout"] = 60
        super().__init__(application, **(defaults | options))
        self.max_body = max_body
        prefixes = sorted((body_limits or {}).items(), key=lambda pair: -len(pair[0]))
        self.body_limits = [(prefix.encode(), limit) for prefix, limit in prefixes]
        self.trusted_proxies = trusted_proxies
        self.header_timeout = header_timeout
        self.idle_timeout = idle_timeout
        self.stall_timeout = stall_timeout
        self.drain = Drain(self, drain_seconds)

    @property
    def draining(self) -> bool:
        return self.drain.started

    def body_limit(self, path: bytes) -> int:
        """How many bytes a request to `path` may have."""
        return next((limit for prefix, limit in self.body_limits if path.startswith(prefix)), self.max_body)

    # Running

    def run(self) -> None:
        """Listen and serve until stopped. Raises ListenError when an address cannot be had.

        Daphne's own `run` names its factories, has no room for ours and exits 0 when the port is taken.
        """
        self.connections: dict[Any, dict[str, Any]] = {}
        self.http_factory = HTTPFactory(self)
        self.ws_factory = WebSocketFactory(self, server=self.server_name)
        self.ws_factory.setProtocolOptions(
            allowNullOrigin=True,
            failByDrop=False,
            closeHandshakeTimeout=0,
            openHandshakeTimeout=self.websocket_handshake_timeout,
            maxMessagePayloadSize=self.websocket_max_message_size,
            maxFramePayloadSize=self.websocket_max_frame_size,
        )
        globalLogBeginner.beginLoggingTo([report], redirectStandardIO=False, discardBuffer=True)
        asyncio.set_event_loop(reactor._asyncioEventloop)
        self._listen()
        self._schedule()
        if self.ready_callable:
            self.ready_callable()
        # What is loaded stays: the collector need not walk all of it again whenever sockets come and go.
        gc.collect()
        gc.freeze()
        reactor.run(installSignalHandlers=False)

    def _listen(self) -> None:
        for address in self.endpoints:
            try:
                port = address.listen(reactor, self.http_factory)
            except (CannotListenError, OSError) as error:
                reason = getattr(error, "socketError", error)
                raise ListenError(f"{address}: {getattr(reason, 'strerror', None) or reason}") from error
            self.listeners.append(port)
            self.listen_success(port)

    def _schedule(self) -> None:
        reactor.callLater(1, self.application_checker)
        reactor.callLater(2, self.timeout_checker)
        reactor.addSystemEventTrigger("before", "shutdown", self.kill_all_applications)
        if self.signal_handlers:
            loop = reactor._asyncioEventloop
            loop.add_signal_handler(signal.SIGTERM, self.drain.start)
            loop.add_signal_handler(signal.SIGINT, self.stop)

    # Connections

    def protocol_disconnected(self, protocol: Any) -> None:
        """A refused socket may have been reaped before its connection ends; stock daphne raises KeyError."""
        if protocol in self.connections:
            super().protocol_disconnected(protocol)

    def forget(self, request: WebRequest) -> None:
        """A request that became a websocket has no application to wait for."""
        self.connections.pop(request, None)

    def kill_all_applications(self) -> Any:
        """Daphne's raises KeyError when a connection outlived its application."""
        running = {p: details for p, details in self.connections.items() if "application_instance" in details}
        self.connections = running
        return super().kill_all_applications()

    # Applications

    def create_application(self, protocol: Any, scope: dict[str, Any]) -> Inbox:
        """Daphne's, with the client's own address, an inbox that can be full and a `send` that can wait."""
        socket = isinstance(protocol, WebSocketProtocol)
        complete(scope, self.trusted_proxies, self.root_path)
        inbox = Inbox(protocol.release_input if socket else None)
        send = protocol.send if socket else self._sender(protocol)
        application = self.application(scope=scope, receive=inbox.get, send=send)
        task = asyncio.ensure_future(application)
        self.connections[protocol]["application_instance"] = task
        if socket:
            task.add_done_callback(protocol.application_done)
        return inbox

    def _sender(self, request: WebRequest) -> Any:
        async def send(message: dict[str, Any]) -> None:
            await self.handle_reply(request, message)
            await request.sent(message)

        return send

"""One websocket on top of daphne's: bounded in both directions, closable with any code, lean when idle."""

import random
import time
from typing import Any

from daphne import ws_protocol

from chatapp.server import footprint
from chatapp.server.closing import Closing
from chatapp.server.frames import Frames
from chatapp.server.reading import Reading
from chatapp.server.writing import Writing

DRAINING = 4503


class WebSocketProtocol(Closing, Reading, Writing):
    """A socket from its handshake on, with its heartbeat."""

    request: Any = footprint.NO_REQUEST
    path = b""

    def onConnect(self, request: Any) -> Any:
        """While draining: accepted without the application, and closed as soon as it is open.

        A refused handshake would tell a browser nothing but "failed".
        """
        if not self.factory.server_class.draining:
            return super().onConnect(request)
        self.server = self.factory.server_class
        self.server.protocol_connected(self)
        self.client_addr = None
        return request.protocols[0] if request.protocols else None

    def onOpen(self) -> None:
        super().onOpen()
        # Sockets that came together would be pinged together, for ever.
        early = random.random() / 2  # noqa: S311 - nobody gains by guessing it
        self.last_ping = time.time() - early * self.server.ping_interval
        if self.server.draining:
            self.serverClose(DRAINING)

    def succeedHandshake(self, res: Any) -> None:
        super().succeedHandshake(res)
        footprint.settle(self)

    def handle_reply(self, message: dict[str, Any]) -> None:
        """Daphne's, with the headers of an accept and the reason of a close."""
        kind = message.get("type")
        if kind == "websocket.accept" and message.get("headers"):
            headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in message["headers"]}
            self.serverAccept((message.get("subprotocol"), headers))
        elif kind == "websocket.close" and self.state != self.STATE_CONNECTING:
            self.serverClose(message.get("code"), message.get("reason"))
        else:
            super().handle_reply(message)

    def check_timeouts(self) -> None:
        """One pass over all sockets in place of autobahn's two timers a socket."""
        if self.state == self.STATE_CONNECTING:
            super().check_timeouts()
        elif self.state == self.STATE_OPEN:
            self._check_peer(time.time())

    def _check_peer(self, now: float) -> None:
        quiet = now - self.last_ping
        if self.input_held:
            self.last_ping = now
        elif self.autoPingPending and quiet > self.server.ping_timeout:
            self.onAutoPingTimeout()
        elif not self.autoPingPending and quiet > self.server.ping_interval:
            self._sendAutoPing()
            self.last_ping = now


class WebSocketFactory(ws_protocol.WebSocketFactory):
    """Daphne's, with options kept on the class instead of copied into each socket."""

    noisy = False
    protocol: Any = WebSocketProtocol

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.frames = Frames()

    def setProtocolOptions(self, **options: Any) -> None:
        super().setProtocolOptions(**options)
        self.protocol = footprint.with_options(WebSocketProtocol, self)

"""A socket's way out: at once while the peer keeps up, in order and awaited when it does not."""

from typing import Any

from daphne import ws_protocol
from twisted.internet.interfaces import IPushProducer
from zope.interface import implementer

from chatapp.server.outbox import Outbox


@implementer(IPushProducer)
class Writing(ws_protocol.WebSocketProtocol):
    """The half of a socket that sends; the transport's producer, so that it hears when that is full."""

    closing = False

    def connectionMade(self) -> None:
        super().connectionMade()
        self.outbox = Outbox(self.write_frame)
        # Takes the place of the HTTP connection, which was this transport's producer until now.
        self.transport.unregisterProducer()
        self.transport.registerProducer(self, True)

    async def send(self, message: dict[str, Any]) -> None:
        """The ASGI `send`. Text and bytes complete without suspending while the peer keeps up."""
        if message["type"] != "websocket.send" or self.state == self.STATE_CONNECTING:
            await self.server.handle_reply(self, message)
        elif self.state == self.STATE_OPEN and not self.closing:
            frame = self.factory.frames.of(message)
            if self.outbox.ready:
                self.write_frame(frame)
            else:
                await self.outbox.wait(frame)

    def write_frame(self, frame: bytes) -> None:
        """To the kernel at once when nothing is before it; else behind what the transport holds.

        Twisted alone would ask the selector first: two system calls and a turn of the loop for each
        frame. Broadcasting to 500 sockets this is 3.6 times as fast.
        """
        transport = self.transport
        if not (transport._tempDataLen or transport.dataBuffer) and transport.connected:
            try:
                written = transport.socket.send(frame)
            except OSError:
                # Full, or lost: the transport finds out which.
                written = 0
            if written == len(frame):
                return
            frame = frame[written:]
        transport.write(frame)

    def pauseProducing(self) -> None:
        self.outbox.pause()

    def resumeProducing(self) -> None:
        self.outbox.resume()

    def stopProducing(self) -> None:
        self.outbox.discard()

"""A socket's way in: no faster than the application takes it."""

from asyncio import get_running_loop
from typing import Any

from daphne import ws_protocol


class Reading(ws_protocol.WebSocketProtocol):
    """The half of a socket that receives. While `input_held`, nothing is read or parsed."""

    message_data: Any
    closing = False
    input_held = False

    def dataReceived(self, data: bytes) -> None:
        if not self.failedByMe:
            self._dataReceived(data)

    def processData(self) -> bool:
        """Not one frame further while the application is behind, or after the peer broke the protocol."""
        if self.failedByMe:
            self.data = b""
        return not (self.input_held or self.failedByMe) and bool(super().processData())

    def onMessageEnd(self) -> None:
        """Autobahn's without its per-message event, for which there are no listeners."""
        if not self.failedByMe:
            self._onMessage(b"".join(self.message_data), self.message_is_binary)
        self.message_data = None

    def onMessage(self, payload: bytes, isBinary: bool) -> None:
        if self.closing:
            return
        super().onMessage(payload, isBinary)
        if self.application_queue.full:
            self.input_held = True
            self.transport.stopReading()

    def release_input(self) -> None:
        """The application has caught up. Called from its `receive`, so the parsing is left to the loop."""
        if self.input_held:
            get_running_loop().call_soon(self.read_on)

    def read_on(self) -> None:
        self.input_held = False
        if self.state in (self.STATE_OPEN, self.STATE_CLOSING):
            self.consumeData()
            if not self.input_held:
                self.transport.resumeProducing()

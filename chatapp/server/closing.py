"""A socket's end: any code, behind what waits to be sent, and never waiting for a peer that does not read."""

from asyncio import get_running_loop
from typing import Any

from daphne import ws_protocol

from chatapp.server.outbox import Outbox

CLOSE_SECONDS = 5
# RFC 6455 §7.4: 1004–1006 and 1015 are never sent; 3000–4999 are for libraries and applications.
CLOSE_CODES = frozenset({*range(1000, 1004), *range(1007, 1015), *range(3000, 5000)})


class Closing(ws_protocol.WebSocketProtocol):
    """How a socket is closed by either side, by a broken rule, or by its application's end."""

    outbox: Outbox
    server: Any = None
    closing = False
    dropped: Any = None

    def serverClose(self, code: int | None = None, reason: str | None = None) -> None:
        """Close behind whatever waits to be sent; after 5 s a peer that read none of it is cut off.

        Raises ValueError for a code that may not be sent. Does nothing unless the socket is open.
        """
        code = 1000 if code is None else code
        if code not in CLOSE_CODES:
            raise ValueError(f"{code} is no close code that may be sent")
        if self.closing or self.state != self.STATE_OPEN:
            return
        self.closing = True
        self.closed_as = (code, reason.encode()[:123] if reason else None)
        self._drop_later()
        self._close_when_flushed()
        # The application takes no more, but the peer's own close frame must be read.
        self.read_on()

    def resumeProducing(self) -> None:
        super().resumeProducing()
        if self.closing:
            self._close_when_flushed()

    def _close_when_flushed(self) -> None:
        if self.state == self.STATE_OPEN and not self.outbox.waiting:
            self.sendCloseFrame(*self.closed_as)

    def _fail_connection(self, code: int = 1001, reason: str = "going away") -> None:
        """Autobahn's, without `failByDrop`, sends the code and waits; closing our half says that was all."""
        was_open = self.state == self.STATE_OPEN
        super()._fail_connection(code, reason)
        if was_open:
            self._drop_later()
            self.outbox.discard()
            self.transport.unregisterProducer()
            self.transport.loseWriteConnection()

    def dropConnection(self, abort: bool = False) -> None:
        """An orderly end waits for the write buffer to empty; a peer that does not read must not hold it.

        Autobahn resets the connection once both sides have said goodbye; browsers call that an unclean end.
        """
        abort = abort and not self.wasClean
        if not abort:
            self._drop_later()
        self.outbox.discard()
        super().dropConnection(abort)

    def _drop_later(self) -> None:
        if self.dropped is None and self.transport.connected:
            self.dropped = get_running_loop().call_later(CLOSE_SECONDS, self.transport.abortConnection)

    def onClose(self, wasClean: bool, code: int | None, reason: str | None) -> None:
        """Daphne's, unless the handshake failed before daphne knew of it."""
        if self.dropped is not None:
            self.dropped.cancel()
        self.outbox.discard()
        if self.server is not None:
            super().onClose(wasClean, code, reason)

    def application_done(self, task: Any) -> None:
        """An application that returned leaves nobody to read the socket: stock daphne keeps it open."""
        failed = not task.cancelled() and task.exception() is not None
        if self.state == self.STATE_CONNECTING and not failed:
            self.serverReject()
        self.serverClose(1011 if failed else 1000)

    def handle_exception(self, exception: BaseException) -> None:
        """An open socket is closed by `application_done`, without the second that this call takes to come."""
        if self.state == self.STATE_CONNECTING:
            super().handle_exception(exception)

"""One HTTP/1.1 connection: what daphne's lacks is a limit on bodies, on waiting, and on unread answers."""

import logging
import re
import time
from collections.abc import Callable
from typing import Any

from twisted.web.http import HTTPChannel
from twisted.web.http_headers import Headers

from chatapp.server.pauses import Pauses
from chatapp.server.refusal import raw_refusal, request_id

logger = logging.getLogger("chatapp.server")

LINGER_SECONDS = 2
ABSOLUTE = re.compile(rb"https?://([^/?#]+)([^#]*)", re.IGNORECASE)


class Channel(HTTPChannel):
    """A connection whose requests are refused while they arrive, not after they were stored."""

    refused = False
    _path: bytes
    headers_due: Any = None

    def __init__(self, header_timeout: float, body_limit: Callable[[bytes], int]) -> None:
        super().__init__()
        self.header_timeout = header_timeout
        self.body_limit = body_limit
        self.pauses = Pauses()

    # Time-outs

    def connectionMade(self) -> None:
        super().connectionMade()
        self._expect_headers()

    def _expect_headers(self) -> None:
        """Twisted's own time-out starts again with every byte, so one byte a minute lives for ever."""
        self.headers_due = self.callLater(self.header_timeout, self._headers_overdue)

    def _headers_overdue(self) -> None:
        self.headers_due = None
        if self.requests:
            self.refuse(408, "The request headers did not arrive in time.")
        else:
            self.transport.abortConnection()

    def _headers_arrived(self) -> None:
        due, self.headers_due = self.headers_due, None
        if due is not None:
            due.cancel()

    def dataReceived(self, data: bytes) -> None:
        if self.refused:
            return
        if self.headers_due is None and not self.requests:
            self._expect_headers()
        super().dataReceived(data)

    def connectionLost(self, reason: Any) -> None:
        self._headers_arrived()
        self.pauses.release()
        super().connectionLost(reason)

    def timeoutConnection(self) -> None:
        """Between requests nobody is owed an answer; in the middle of a body somebody is."""
        if self.requests and not self._handlingRequest:
            self.refuse(408, "The request body did not arrive in time.")
        else:
            super().timeoutConnection()

    # Heads

    def lineLengthExceeded(self, line: bytes) -> None:
        """Twisted hangs up without a word."""
        self._refuse_head()

    def _respondToBadRequestAndDisconnect(self) -> None:
        """Twisted answers with a bare status line."""
        if self._receivedHeaderSize > self.totalHeadersSize or self._receivedHeaderCount > self.maxHeaders:
            self._refuse_head()
        else:
            self.refuse(400, "This is not a request as HTTP/1.1 has it.")

    def _refuse_head(self) -> None:
        if self.requests:
            most = f"{self.maxHeaders} headers of {self.totalHeadersSize} bytes together"
            self.refuse(431, f"A request has at most {most}.")
        else:
            self.refuse(414, f"The request's address is longer than {self.MAX_LENGTH} bytes.")

    def _take_host_from_address(self) -> None:
        """Of `GET http://host/path`, as to a proxy: servers are to understand that too (RFC 9112 §3.2.2)."""
        if found := ABSOLUTE.fullmatch(self._path):
            host, path = found.groups()
            self._path = path if path.startswith(b"/") else b"/" + path
            self.requests[-1].requestHeaders.setRawHeaders(b"host", [host])

    # Bodies

    def allHeadersReceived(self) -> None:
        self._headers_arrived()
        self._take_host_from_address()
        limit = self.body_limit(self._path)
        self.requests[-1].body_left = limit
        if self.length is not None and self.length > limit:
            self.refuse_body(limit)
        else:
            super().allHeadersReceived()

    def _finishRequestBody(self, data: bytes) -> None:
        if not self.refused:
            super()._finishRequestBody(data)

    def refuse_body(self, limit: int) -> None:
        self.refuse(413, f"The request body is larger than {limit} bytes.")

    def refuse(self, status: int, detail: str) -> None:
        """Answer, close our half, and read on for a moment without keeping anything.

        Closing with unread bytes in the socket would send a reset, and the peer would never see the answer.
        """
        if self.refused or self.transport is None:
            return
        self.refused = True
        self.lineReceived = lambda line: None  # of what came in the same packet
        self._headers_arrived()
        identity = request_id(self.requests[-1].requestHeaders if self.requests else Headers())
        facts = {"status": status, "detail": detail, "request_id": identity}
        logger.warning("refused a request", extra=facts)
        self.transport.write(raw_refusal(status, detail, identity))
        self.transport.unregisterProducer()
        self.transport.loseWriteConnection()
        self.transport.startReading()
        self.setTimeout(None)
        self.callLater(LINGER_SECONDS, self.transport.abortConnection)

    # Backpressure

    def pauseProducing(self) -> None:
        self.pauses.pause(time.monotonic())
        super().pauseProducing()

    def resumeProducing(self) -> None:
        self.pauses.resume()
        super().resumeProducing()

    def stopProducing(self) -> None:
        self.pauses.release()
        super().stopProducing()

    # Draining

    def checkPersistence(self, request: Any, version: bytes) -> bool:
        """A server that is leaving ends each connection with its answer."""
        if request.server.draining:
            request.responseHeaders.setRawHeaders(b"Connection", [b"close"])
            return False
        return bool(super().checkPersistence(request, version))

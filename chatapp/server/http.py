"""HTTP requests and the factory of their connections, on top of daphne's."""

import time
from typing import Any

from daphne import http_protocol
from twisted.internet.defer import Deferred
from twisted.web.http import NO_BODY_CODES

from chatapp.server.channel import Channel
from chatapp.server.refusal import refusal, request_id


class WebRequest(http_protocol.WebRequest):
    """A request whose body is counted as it arrives and whose answer waits for its reader."""

    body_left = 0
    channel: Any = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Twisted would parse forms and uploads into `args`, which nobody reads: twice the body in memory.
        self._parsePOSTFormSubmission = False

    def handleContentChunk(self, data: bytes) -> None:
        if self.channel.refused:
            return
        self.body_left -= len(data)
        if self.body_left < 0:
            self.channel.refuse_body(self.channel.body_limit(self.channel._path))
        else:
            super().handleContentChunk(data)

    def process(self) -> "Deferred[None]":
        """Daphne's; afterwards a connection that became a websocket lets go of its HTTP past."""
        channel, transport = self.channel, self.transport
        done = super().process()
        if transport is not None and self.transport is None:
            self._forget(channel)
        return done

    def _forget(self, channel: Channel) -> None:
        """Break the cycle channel → request → channel, about 15 KB a socket until the collector comes by."""
        self.server.forget(self)
        channel.requests.clear()
        channel.transport = None
        self.channel = None

    def handle_reply(self, message: dict[str, Any]) -> None:
        """Without a body where there is none to be: Twisted drops only the first part of one.

        What followed would be read as the beginning of the next answer on this connection.
        """
        if message.get("body") and (self.method == b"HEAD" or self.code in NO_BODY_CODES):
            message = {**message, "body": b""}
        super().handle_reply(message)

    async def sent(self, message: dict[str, Any]) -> None:
        """Wait until the answer so far has left for the kernel, if it is long and the peer slow."""
        if message.get("more_body") and self.channel is not None:
            await self.channel.pauses.over()

    def check_timeouts(self) -> None:
        """`http_timeout` limits the wait for an answer; one that has begun ends when its peer reads nothing.

        Stock daphne ends a long answer in mid-stream as if it were complete.
        """
        if not self._response_started:
            super().check_timeouts()
        elif self.channel is not None and self._stalled(self.channel.pauses.since):
            self.channel.transport.abortConnection()

    def _stalled(self, since: float | None) -> bool:
        return since is not None and time.monotonic() - since > self.server.stall_timeout

    def handle_exception(self, exception: BaseException) -> None:
        """An answer that has begun is cut off, so that nobody takes it for complete."""
        if not self._response_started:
            super().handle_exception(exception)
        elif self.channel is not None:
            self.channel.transport.abortConnection()

    def basic_error(self, status: int, status_text: bytes, body: str) -> None:
        identity = request_id(self.requestHeaders)
        headers, content = refusal(status, body, identity)
        self.handle_reply({"type": "http.response.start", "status": status, "headers": headers})
        self.handle_reply({"type": "http.response.body", "body": content})


class HTTPFactory(http_protocol.HTTPFactory):
    """Builds our connections directly: without HTTP/2 Twisted's proxy object has nothing to choose."""

    noisy = False

    def __init__(self, server: Any) -> None:
        super().__init__(server)
        self.timeOut = server.idle_timeout

    def buildProtocol(self, addr: Any) -> Channel:
        channel = Channel(self.server.header_timeout, self.server.body_limit)
        channel.factory = self
        channel.requestFactory = WebRequest
        channel.callLater = self.reactor.callLater
        channel.timeOut = self.timeOut
        return channel

    def log(self, request: Any) -> None:
        """The application's own request log is the access log."""

"""A receiver of webhooks on loopback: counts connections, keeps requests, answers as it is told."""

import json
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.services.process import wait_for


@dataclass(slots=True)
class Request:
    path: str
    headers: dict[str, str]
    body: bytes
    at: float = field(default_factory=time.monotonic)

    @classmethod
    def read(cls, handler: BaseHTTPRequestHandler) -> "Request":
        """Half a request, whose sender was killed meanwhile, is none: its connection is closed."""
        headers = {name.lower(): value for name, value in handler.headers.items()}
        body = handler.rfile.read(size := int(headers.get("content-length", 0)))
        if len(body) < size:
            raise ConnectionError(f"{len(body)} of {size} bytes came")
        return cls(handler.path, headers, body)

    @property
    def id(self) -> str:
        return self.headers["webhook-id"]

    @property
    def event(self) -> dict[str, Any]:
        return json.loads(self.body)

    @property
    def text(self) -> str:
        return self.event["data"]["message"]["body"]


class Receiver:
    """`answer(request)` gives a status, or (status, headers, body); it may sleep, which is a slow receiver."""

    def __init__(
        self, host: str = "127.0.0.1", answer: Callable[[Request], Any] = lambda request: 200
    ) -> None:
        self.answer = answer
        self.requests: list[Request] = []  # all of them
        self.accepted: list[Request] = []  # those answered with 2xx
        self.connections = 0
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                self.reply(Request.read(self))

            def reply(self, request: Request) -> None:
                outer.requests.append(request)
                said = outer.answer(request)
                status, more, content = said if isinstance(said, tuple) else (said, {}, b"")
                if 200 <= status < 300:
                    outer.accepted.append(request)
                self.send_response(status)
                for name, value in more.items():
                    self.send_header(name, value)
                self.send_header("content-length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *args: Any) -> None: ...

        class Server(ThreadingHTTPServer):
            daemon_threads = True
            address_family = socket.AF_INET6 if ":" in host else socket.AF_INET

            def process_request(self, request: Any, client_address: Any) -> None:
                outer.connections += 1
                super().process_request(request, client_address)

            def handle_error(self, *args: Any) -> None: ...

        self._server = Server((host, 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)
        self._thread.start()
        self.host = f"[{host}]" if ":" in host else host

    @property
    def port(self) -> int:
        return self._server.server_address[1]

    @property
    def url(self) -> str:
        return f"http://{self.host}:{self.port}/events"

    def wait_for(self, number: int, seconds: float = 20) -> list[Request]:
        """Until so many different events have been accepted, which are returned in order of first arrival."""
        wait_for(
            lambda: len(self.distinct()) >= number, seconds, f"{number} events, {len(self.distinct())} came"
        )
        return self.distinct()

    def distinct(self) -> list[Request]:
        return list({request.id: request for request in reversed(self.accepted)}.values())[::-1]

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


def late(seconds: float, request: Request) -> int:
    """A slow receiver's answer: `partial(late, 2)`."""
    time.sleep(seconds)
    return 200

"""What a Sentry server would be sent: everything that is posted to a local port."""

import gzip
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

from tests.services.process import wait_for


class Listener:
    """`dsn` for the settings; `raw` is every request's headers and body as text, `events` the events in them."""

    def __init__(self) -> None:
        self.raw: list[str] = []
        listener = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                if self.headers.get("Content-Encoding") == "gzip":
                    body = gzip.decompress(body)
                listener.raw.append(f"{self.path}\n{self.headers}\n{body.decode()}")
                self.send_response(200)
                self.end_headers()

            def log_message(self, *arguments: Any) -> None: ...

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)

    @property
    def dsn(self) -> str:
        return f"http://public-key@127.0.0.1:{self._server.server_port}/1"

    def events(self) -> list[dict[str, Any]]:
        lines = [line for text in self.raw for line in text.splitlines() if line.startswith("{")]
        return [event for event in map(json.loads, lines) if "logentry" in event]

    def wait(self, number: int) -> list[dict[str, Any]]:
        wait_for(lambda: len(self.events()) >= number, 10, f"{number} reports")
        return self.events()

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._server.shutdown()
        self._server.server_close()

"""A mail server that lets everybody in and keeps nothing: as much SMTP as a connection needs."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager


class _Session(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        self.wfile.write(b"220 mail.invalid\r\n")
        for line in self.rfile:
            leaving = line.upper().startswith(b"QUIT")
            self.wfile.write(b"221 bye\r\n" if leaving else b"250 mail.invalid\r\n")
            if leaving:
                return


@contextmanager
def mailbox(port: int) -> Iterator[None]:
    with socketserver.ThreadingTCPServer(("127.0.0.1", port), _Session) as server:
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        yield
        server.shutdown()

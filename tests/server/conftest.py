"""Real servers in processes of their own, ours and stock daphne, on a free loopback port."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
from dataclasses import dataclass

import psutil
import pytest

HANDSHAKE = (
    b"GET %s HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
)


@dataclass
class Running:
    process: subprocess.Popen
    port: int

    @property
    def ws(self):
        return f"ws://127.0.0.1:{self.port}"

    @property
    def http(self):
        return f"http://127.0.0.1:{self.port}"

    @property
    def rss(self):
        """Resident bytes of the server."""
        return psutil.Process(self.process.pid).memory_info().rss

    def raw(self, receive_buffer=None):
        """A plain connection; a small receive buffer fills soon."""
        client = socket.socket()
        if receive_buffer:
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        client.settimeout(20)
        client.connect(("127.0.0.1", self.port))
        return client

    def stalled(self, path):
        """A websocket that will not read one byte after its handshake."""
        client = self.raw(receive_buffer=4096)
        client.sendall(HANDSHAKE % path.encode())
        answer = b""
        while b"\r\n\r\n" not in answer:
            answer += client.recv(1)
        assert b" 101 " in answer
        return client

    def terminate(self):
        self.process.send_signal(signal.SIGTERM)


@pytest.fixture
def serve():
    with contextlib.ExitStack() as stack:

        def start(kind="ours", **options):
            command = [sys.executable, "-m", "tests.server.serving", kind, json.dumps(options)]
            process = subprocess.Popen(command, stdout=subprocess.PIPE, env=os.environ | {"PYTHONPATH": "."})
            assert process.stdout
            stack.callback(process.wait)
            stack.callback(process.stdout.close)
            stack.callback(process.kill)
            return Running(process, json.loads(process.stdout.readline())[1])

        yield start

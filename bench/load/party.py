"""What the generator must know of a server to talk to it."""

import base64
import os
from collections.abc import Callable
from dataclasses import dataclass, field


def _nothing(number: int) -> list[str]:
    return []


@dataclass(slots=True, frozen=True, kw_only=True)
class Party:
    """One of those compared. Functions take the number of a client, 0 and up.

    `marker` occurs once in each message that arrives. `window`: how many messages may be under way at once,
    the most with which this party loses none. `pid`: its process, to see what processor time it takes.
    """

    name: str
    pid: int
    port: int
    path: str
    marker: bytes
    say: Callable[[str], str]
    window: int = 400
    headers: Callable[[int], list[str]] = field(default=_nothing)
    greeting: Callable[[int], list[str]] = field(default=_nothing)
    ready: bytes = b""

    def request(self, number: int) -> bytes:
        key = base64.b64encode(os.urandom(16)).decode()
        lines = [
            f"GET {self.path} HTTP/1.1",
            f"Host: 127.0.0.1:{self.port}",
            "Upgrade: websocket",
            "Connection: Upgrade",
            "Sec-WebSocket-Version: 13",
            f"Sec-WebSocket-Key: {key}",
            *self.headers(number),
        ]
        return "\r\n".join([*lines, "", ""]).encode()

"""Free loopback ports."""

import os
import random
import socket

# Below the range that systems take outgoing ports from (Linux: 32768-60999, IANA: 49152-65535). Inside it,
# a client that keeps dialling a server that is down can be given the server's own port and reach itself.
LOWEST, HIGHEST = 20_000, 32_000
# Test runs in several processes at once each keep to a range of their own: a server that a test has stopped
# must find its port free again.
WORKER = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
RANGE = (HIGHEST - LOWEST) // 4
_taken: set[int] = set()


def free_port() -> int:
    """A port that nothing listens on and that this process has not handed out before."""
    for _ in range(200):
        port = LOWEST + WORKER % 4 * RANGE + random.randrange(RANGE)
        if port not in _taken and is_free(port):
            _taken.add(port)
            return port
    raise RuntimeError(f"no free loopback port between {LOWEST} and {HIGHEST}")


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True

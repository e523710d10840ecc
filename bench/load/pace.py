"""Messages at a steady pace, and how long each took to a few of the sockets."""

import asyncio
import time
from dataclasses import dataclass

from bench.cores import Busy
from bench.figures import percentile
from bench.load.crowd import SENDERS, Crowd
from bench.load.socket import Socket, stamp

SAMPLED = 20


@dataclass(slots=True)
class Paced:
    """Delays are milliseconds from the send to its arrival at a sampled socket."""

    delays: list[float]
    lost: int
    generator: float

    @property
    def p50(self) -> float:
        return percentile(self.delays, 0.50)

    @property
    def p99(self) -> float:
        return percentile(self.delays, 0.99)


async def paced(crowd: Crowd, rate: float, seconds: float, body: str) -> Paced:
    """Send at a pace that does not wait for answers; then wait until every socket has everything."""
    sampled = _sample(crowd)
    busy, before = Busy(), crowd.delivered
    sent = await _send(crowd, rate, seconds, body)
    expected = sent * len(crowd.sockets)
    await crowd.settled(before + expected)
    delays = [delay for socket in sampled for delay in (socket.delays or {}).values()]
    for socket in sampled:
        socket.delays = None
    return Paced(delays, before + expected - crowd.delivered, busy.share)


def _sample(crowd: Crowd) -> list[Socket]:
    others = crowd.sockets[SENDERS:] or crowd.sockets
    sampled = others[:: max(1, len(others) // SAMPLED)][:SAMPLED]
    for socket in sampled:
        socket.delays = {}
    return sampled


async def _send(crowd: Crowd, rate: float, seconds: float, body: str) -> int:
    """The number of messages sent. Late ones are sent at once, so that the pace is kept on average."""
    started = time.perf_counter()
    total = int(rate * seconds)
    for number in range(total):
        wait = started + number / rate - time.perf_counter()
        if wait > 0:
            await asyncio.sleep(wait)
        crowd.sockets[number % min(SENDERS, len(crowd.sockets))].say(crowd.party.say(f"{stamp()} {body}"))
    return total

"""Each client sends its next message when its last one was answered."""

import asyncio
import time
from functools import partial

from bench.load.crowd import Crowd
from bench.load.socket import Socket


async def one_by_one(crowd: Crowd, seconds: float, body: str) -> float:
    """Answers a second, all clients together. The party's marker must be in each answer."""
    until = time.perf_counter() + seconds
    before = crowd.delivered

    def proceed(socket: Socket) -> None:
        if time.perf_counter() < until:
            socket.say(crowd.party.say(body))

    for socket in crowd.sockets:
        socket.counted = partial(proceed, socket)
        proceed(socket)
    started = time.perf_counter()
    await asyncio.sleep(seconds)
    answered, taken = crowd.delivered - before, time.perf_counter() - started
    await asyncio.sleep(0.5)  # the last answers, which nobody counts
    return answered / taken

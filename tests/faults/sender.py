"""Somebody who writes: says a thing once, and repeats it with the same client_id until it is answered."""

import asyncio
import time
import uuid
from dataclasses import dataclass, field

from tests.faults.client import Client, Frame

PATIENCE = 5.0  # seconds for an answer before the same send is repeated


@dataclass(slots=True)
class Sent:
    """One thing somebody meant to say. `seconds`: from the first try to the acknowledgement."""

    body: str
    client_ids: list[str] = field(default_factory=list)
    acked: bool = False
    seq: int = 0
    seconds: float = 0.0
    tries: int = 0
    errors: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Sender:
    """`fresh_ids`: the twin of R2, a client that takes a new client_id for each try."""

    client: Client
    fresh_ids: bool = False
    sent: list[Sent] = field(default_factory=list)

    async def say(self, body: str) -> Sent:
        """Until it is acknowledged."""
        one = Sent(body)
        self.sent.append(one)
        started = time.monotonic()
        while not one.acked:
            await self._try(one)
        one.seconds = time.monotonic() - started
        return one

    async def _try(self, one: Sent) -> None:
        await self.client.connected.wait()
        if self.fresh_ids or not one.client_ids:
            one.client_ids.append(str(uuid.uuid4()))
        one.tries += 1
        answer = await self._ask(one)
        if answer["type"] == "ack":
            one.acked, one.seq = True, answer["seq"]
        else:
            one.errors.append(answer["code"])
            await asyncio.sleep(answer.get("retry_after", 0.05))

    async def _ask(self, one: Sent) -> Frame:
        client_id = one.client_ids[-1]
        answer = self.client.answers[client_id] = asyncio.get_running_loop().create_future()
        self.client.say({"type": "send", "room": self.client.room, "client_id": client_id, "body": one.body})
        try:
            async with asyncio.timeout(PATIENCE):
                return await answer
        except TimeoutError:
            return {"type": "error", "code": "no_answer"}
        finally:
            del self.client.answers[client_id]

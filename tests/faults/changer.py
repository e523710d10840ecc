"""Somebody who edits, deletes and reacts to what they wrote, and people who come and go, over HTTP."""

import asyncio
import random
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import httpx

from tests.chat.people import CSRF, Person
from tests.faults.client import Ports
from tests.faults.sender import Sender

EMOJI = "👍🎉😄❤️"[:3]


@dataclass(slots=True)
class Changer:
    """`edits`: by seq, the last body that was acknowledged. Unanswered requests are repeated elsewhere."""

    sender: Sender
    ports: Ports
    edits: dict[int, str] = field(default_factory=dict)
    deleted: set[int] = field(default_factory=set)
    answered: int = 0

    async def go_on(self, pause: float, stop: asyncio.Event) -> None:
        async with httpx.AsyncClient(trust_env=False, timeout=5) as http:
            while not stop.is_set():
                await asyncio.sleep(pause)
                written = [
                    one.seq for one in self.sender.sent[-50:] if one.acked and one.seq not in self.deleted
                ]
                if written:
                    await self._change(http, random.choice(written))

    async def _change(self, http: httpx.AsyncClient, seq: int) -> None:
        kind = random.choices(("edit", "react", "delete"), (5, 4, 1))[0]
        if kind == "edit":
            body = f"edited {random.random()}"
            await self._post(http, f"{seq}/edit/", body=body)
            self.edits[seq] = body
        elif kind == "react":
            await self._post(http, f"{seq}/reactions/", emoji=random.choice(EMOJI), on=random.choice("01"))
        else:
            self.deleted.add(seq)
            await self._post(http, f"{seq}/delete/")

    async def _post(self, http: httpx.AsyncClient, path: str, **data: Any) -> None:
        await post(
            http, self.ports, self.sender.client.person, f"/rooms/{self.sender.client.room}/{path}", **data
        )
        self.answered += 1


async def come_and_go(person: Person, room: str, ports: Ports, pause: float, stop: asyncio.Event) -> None:
    async with httpx.AsyncClient(trust_env=False, timeout=5) as http:
        while not stop.is_set():
            for verb in ("join", "leave"):
                await asyncio.sleep(pause)
                await post(http, ports, person, f"/rooms/{room}/{verb}/")


async def post(http: httpx.AsyncClient, ports: Ports, person: Person, path: str, **data: Any) -> None:
    """Until a process has answered it, one way or the other."""
    headers = {"Accept": "application/json", "X-CSRFToken": CSRF, **person.cookie}
    while True:
        with suppress(httpx.HTTPError):
            url = f"http://127.0.0.1:{random.choice(ports())}{path}"
            answer = await http.post(url, data=data, headers=headers)
            if answer.status_code < 429:
                return
        await asyncio.sleep(0.1)

"""A room's messages from the first to the last, as one stream that is taken up again where it broke."""

import json
import time
from collections.abc import AsyncIterator

import httpx

from chatclient.errors import ChatError, Incomplete
from chatclient.retrying import Http, refusal, wait
from chatclient.shapes import Message


class History:
    """`async for message in history`: ascending by seq, without a hole, up to what was the last at the start.

    Once the first message has come, `version` and `epoch` say where the room stood when reading began, and
    `first_seq` and `last_seq` what there is. Whatever changed while reading is among the changes after `version`.
    """

    def __init__(self, http: Http, room: str, after: int = 0) -> None:
        self._http = http
        self.room = room
        self.version = 0
        self.epoch = ""
        self.first_seq = 0
        self.last_seq = 0
        self._seq = after
        self._begun = False

    async def __aiter__(self) -> AsyncIterator[Message]:
        ends, attempt = time.monotonic() + self._http.patience, 0
        while not self._begun or self._seq < self.last_seq:
            try:
                async for message in self._stream():
                    ends, attempt = time.monotonic() + self._http.patience, 0
                    yield message
                    if self._seq >= self.last_seq:
                        return
                if self._seq >= self.last_seq:
                    return
                error: Exception = Incomplete(
                    f"The stream of {self.room} ended at {self._seq} of {self.last_seq}."
                )
            except (httpx.TransportError, ChatError) as lost:
                error = lost
            await wait(error, attempt, ends)
            attempt += 1

    async def _stream(self) -> AsyncIterator[Message]:
        path = f"rooms/{self.room}/messages.ndjson"
        async with self._http.client.stream("GET", path, params={"after": self._seq}) as answer:
            if not answer.is_success:
                await answer.aread()
                raise refusal(answer)
            self._begin(answer.headers)
            async for line in answer.aiter_lines():
                message: Message = json.loads(line)
                if message["seq"] != self._seq + 1:
                    raise Incomplete(f"{self.room}: {message['seq']} came after {self._seq}.")
                self._seq = message["seq"]
                yield message

    def _begin(self, head: httpx.Headers) -> None:
        """Only the first answer counts: what a later one has beyond it is among the changes."""
        if self._begun:
            return
        self._begun = True
        self.version, self.epoch = int(head["X-Room-Version"]), head["X-Room-Epoch"]
        self.first_seq, self.last_seq = int(head["X-First-Seq"]), int(head["X-Last-Seq"])
        self._seq = max(self._seq, self.first_seq - 1)

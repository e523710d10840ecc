"""The client: one server, one token."""

from collections.abc import AsyncIterator
from types import TracebackType
from urllib.parse import quote
from uuid import UUID, uuid4

import httpx

from chatclient.errors import ChatError, Incomplete, Reset
from chatclient.following import Follow
from chatclient.history import History
from chatclient.retrying import Http
from chatclient.shapes import Change, Message

PAGE = 1000  # changes


class Client:
    """`patience` is for how many seconds a request is repeated while the server is away or asks to wait."""

    def __init__(self, server: str, token: str, *, patience: float = 60, trust_env: bool = True) -> None:
        self.server = server.rstrip("/")
        self._token = token
        self._trust_env = trust_env
        headers = {"Authorization": f"Bearer {token}"}
        base = f"{self.server}/api/v1/"
        client = httpx.AsyncClient(base_url=base, headers=headers, timeout=30, trust_env=trust_env)
        self._http = Http(client, patience)

    async def __aenter__(self) -> "Client":
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._http.client.aclose()

    def history(self, room: str, after: int = 0) -> History:
        """Every message of a room after a seq, in order: `async for message in chat.history("general")`."""
        return History(self._http, quote(room, safe=""), after)

    async def changes(self, room: str, after: int, epoch: str | None = None) -> AsyncIterator[Change]:
        """What changed since a version, up to now, each row once in its current state. Raises Reset."""
        more = True
        while more:
            asked = {"after": after, "limit": PAGE} | ({"epoch": epoch} if epoch else {})
            try:
                page = await self._http("GET", f"rooms/{quote(room, safe='')}/changes", params=asked)
            except ChatError as error:
                raise (Reset(room) if error.code == "reset" else error) from None
            for change in page["changes"]:
                if change["prev"] != after:
                    raise Incomplete(f"{room}: a change after {change['prev']} came after {after}.")
                after = change["version"]
                yield change
            after, epoch, more = page["version"], page["epoch"], page["has_more"]

    def follow(self, room: str, after: int | None = None, epoch: str | None = None) -> Follow:
        """Every change after a version (None: from now on), for ever, however often the connection breaks."""
        return Follow(
            self._address(), self._token, room, after, epoch, self.changes, trust_env=self._trust_env
        )

    async def send(
        self, room: str, body: str, *, reply_to: int | None = None, client_id: UUID | None = None
    ) -> Message:
        """Write a message; it is committed once this returns. Repeated under one client_id, it is one message."""
        written: dict[str, object] = {"body": body, "client_id": str(client_id or uuid4())}
        if reply_to is not None:
            written["reply_to"] = reply_to
        message: Message = await self._http("POST", f"rooms/{quote(room, safe='')}/messages", json=written)
        return message

    def _address(self) -> str:
        return "ws" + self.server.removeprefix("http") + "/ws/"

"""Sockets whose session, token or person has been revoked: closed on the word, and by a check each minute."""

import asyncio
from typing import TYPE_CHECKING

import structlog

from accounts import auth, control
from accounts.sessions import fingerprint
from chatapp.database import in_database
from rooms.realtime.connection import Connection
from rooms.realtime.relay import Layered

if TYPE_CHECKING:
    from rooms.realtime.hub import Hub

logger = structlog.get_logger(__name__)
LEAVE_TO_SETTLE = 1.0  # seconds
INTERVAL = 60.0  # seconds: the word may be lost while the layer is away


def _close(connections: list[Connection], code: int) -> None:
    for connection in connections:
        connection.close(code)


class Revocation:
    def __init__(self, hub: "Hub") -> None:
        self._hub = hub
        self.words = 0  # how many were heard: one that is heard before a socket is known closes nothing

    def heard(self, message: Layered) -> None:
        """Close at once whatever the message names; its code says whether signing in again may help."""
        self.words += 1
        code = message["code"] if isinstance(message.get("code"), int) else control.SIGN_IN_AGAIN
        named = self._named(message)
        if code == control.COME_AGAIN:  # not before the answer with their new cookie has reached them
            asyncio.get_running_loop().call_later(LEAVE_TO_SETTLE, _close, named, code)
        else:
            _close(named, int(str(code)))

    def _named(self, message: Layered) -> list[Connection]:
        match message:
            case {"kind": "user", "id": int(user_id)}:
                return self._hub.of(user_id)
            case {"kind": "session", "digest": str(digest)}:
                keys = ((one, one.identity.session_key) for one in self._hub.everyone())
                return [one for one, key in keys if key and fingerprint(key) == digest]
            case {"kind": "token", "id": int(token_id)}:
                tokens = ((one, one.identity.token) for one in self._hub.everyone())
                return [one for one, token in tokens if token and token.pk == token_id]
        return []

    async def run(self) -> None:
        while True:
            await asyncio.sleep(INTERVAL)
            try:
                await self.recheck()
            except Exception as error:
                logger.warning("recheck_failed", error=repr(error))

    async def recheck(self) -> None:
        """At most three queries for all sockets of the process."""
        connections = self._hub.everyone()
        if not connections:
            return
        dead = await in_database(auth.recheck, [connection.identity for connection in connections])
        for connection in connections:
            if refused := dead.get(connection.identity):
                connection.close(control.code_of(refused.code))

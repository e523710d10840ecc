"""Whoever is shut out while their socket is being let in does not stay (S3)."""

import asyncio
from typing import Any

import pytest
from asgiref.sync import sync_to_async

from accounts.control import SIGN_IN_AGAIN as SIGN_IN
from accounts.models import ApiToken
from accounts.tokens import create_token
from chatapp.gathering import Gathering, in_one_hop
from rooms.queries.welcome import welcome_all
from rooms.realtime.consumer import consumer
from rooms.realtime.hub import hub
from tests.rooms.acting import person


@pytest.mark.django_db(transaction=True)
async def test_a_token_revoked_between_the_look_and_the_entry_opens_nothing() -> None:
    row, text = await sync_to_async(lambda: create_token(person("ann"), scopes=[]))()
    here, loop = hub(), asyncio.get_running_loop()
    looks = 0

    def look(scopes: list[Any]) -> list[Any]:
        """The token is live when it is looked at, and revoked, everywhere told, before that is known."""
        nonlocal looks
        looks += 1
        found = welcome_all(scopes)
        if looks == 1:
            ApiToken.objects.filter(pk=row.pk).delete()
            word = {"type": "control", "kind": "token", "id": row.pk, "code": SIGN_IN}
            loop.call_soon_threadsafe(here.revocation.heard, word)
        return found

    here.welcomes = Gathering[Any, Any](in_one_hop(look))
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "websocket.connect"}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    scope = {"headers": [(b"authorization", f"Bearer {text}".encode())], "subprotocols": []}
    try:
        await asyncio.wait_for(consumer(scope, receive, send), 5)
    finally:
        await here.stop()
    assert looks == 2
    assert sent[-1] == {"type": "websocket.close", "code": SIGN_IN}
    assert not here.everyone()

"""Our own server, and how the generator speaks with it."""

import json
import uuid
from collections.abc import Callable

from bench.cores import SERVER, starting_on
from bench.load.party import Party
from bench.people import Member
from tests.services.chat import ChatServer
from tests.services.process import Service

HTML, JSON = "html", "json"
CREATED = b'"type":"message.created"'
# Nobody writes, or asks, as fast as a benchmark.
UNLIMITED = {
    "SEND_BURST": "100000000",
    "SEND_RATE": "100000000",
    "API_RATE": "100000000/minute",
    "API_ADDRESS_RATE": "100000000/minute",
}


class PinnedChatServer(ChatServer):
    """`manage.py serve` on the server's core."""

    def launch(self) -> None:
        with starting_on(SERVER):
            super().launch()


def speaking(slug: str) -> Callable[[str], str]:
    def say(body: str) -> str:
        return json.dumps({"type": "send", "room": slug, "client_id": str(uuid.uuid4()), "body": body})

    return say


def party(
    server: Service, slug: str, people: list[Member], form: str = HTML, after: int | None = None
) -> Party:
    """Each client is another person, signed in by token and subscribed to the room."""
    subscribe = json.dumps({"type": "subscribe", "room": slug, "after": after})
    return Party(
        name=f"ours ({form})",
        pid=server.pid,
        port=server.port,
        path="/ws/",
        marker=CREATED,
        say=speaking(slug),
        headers=lambda number: [
            f"Authorization: Bearer {people[number].token}",
            f"Sec-WebSocket-Protocol: chat.v1.{form}",
        ],
        greeting=lambda number: [subscribe],
        ready=b'"type":"subscribed"',
    )

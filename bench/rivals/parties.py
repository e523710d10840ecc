"""How the generator speaks with each of the rivals."""

import json

from bench.load.party import Party
from tests.services.process import Service


def tutorial(name: str, server: Service) -> Party:
    """Its layers keep 100 messages a process or a channel and drop the rest: few may be under way."""
    return Party(
        name=name,
        pid=server.pid,
        port=server.port,
        path="/ws/chat/bench/",
        marker=b'{"message": "',
        say=lambda body: json.dumps({"message": body}),
        window=20,
    )


def broadcast(server: Service) -> Party:
    """It does not come up for air between the messages that wait: few may be under way."""
    return Party(
        name="bare ASGI broadcast",
        pid=server.pid,
        port=server.port,
        path="/",
        marker=b'{"message": "',
        say=lambda body: json.dumps({"message": body}),
        window=20,
    )


def socketio(server: Service) -> Party:
    """Engine.IO 4 on a websocket: `40` joins, `42` is an event."""
    return Party(
        name="socket.io",
        pid=server.pid,
        port=server.port,
        window=50,
        path="/socket.io/?EIO=4&transport=websocket",
        marker=b'42["chat message",',
        say=lambda body: f'42["chat message",{json.dumps(body)}]',
        greeting=lambda number: ["40"],
        ready=b'40{"sid"',
    )

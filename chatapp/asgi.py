"""The ASGI application: pages and the API over HTTP, the chat over one kind of socket."""

import os
import sys

from django.core.asgi import get_asgi_application

from chatapp.environment import Misconfigured

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chatapp.settings")
try:
    http = get_asgi_application()  # before anything that needs the app registry
except Misconfigured as error:  # under another server there is no manage.py to say it
    sys.exit(f"Not started. The environment needs a change:\n{error}")

from typing import Any

from channels.routing import ProtocolTypeRouter

from chatapp.health import Health, database_answers
from rooms.realtime.consumer import consumer
from rooms.realtime.hub import hub

SOCKET_PATH = "/ws/"


async def websocket(scope: Any, receive: Any, send: Any) -> None:
    """There is one kind of socket, at one address."""
    if scope["path"] == SOCKET_PATH:
        await consumer(scope, receive, send)
    else:
        await send({"type": "websocket.close"})


_router = ProtocolTypeRouter({"http": http, "websocket": websocket})


async def _chat(scope: Any, receive: Any, send: Any) -> None:
    """Start this process's hub with its first request, so that what plain views write is heard."""
    hub()
    await _router(scope, receive, send)


application = Health(_chat, {"database": database_answers})

"""The ASGI application: pages and the API over HTTP, the chat over one kind of socket."""

import contextvars
import os
import sys
import time
from typing import Any

import structlog
from channels.routing import ProtocolTypeRouter
from django.urls import get_resolver

from chatapp.environment import Misconfigured
from chatapp.handler import get_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chatapp.settings")
try:
    http = get_application()  # before anything that needs the app registry
except Misconfigured as error:  # under another server there is no manage.py to say it
    sys.exit(f"Not started. The environment needs a change:\n{error}")

from chatapp.health import Health, answer, database_answers
from chatapp.middleware.request_log import request_id
from rooms.realtime.consumer import consumer
from rooms.realtime.hub import hub

_ = get_resolver().url_patterns  # now: the first request would hold up all others for these imports
SOCKET_PATH = "/ws/"
METRICS_PATH = "/metrics"
log = structlog.get_logger("socket")


async def websocket(scope: Any, receive: Any, send: Any) -> None:
    """There is one kind of socket, at one address. Every line logged for it carries its request id."""
    if scope["path"] != SOCKET_PATH:
        await send({"type": "websocket.close"})
        return
    given = dict(scope["headers"]).get(b"x-request-id", b"").decode("latin-1")
    with structlog.contextvars.bound_contextvars(request_id=request_id(given)):
        opened = time.monotonic()
        try:
            await consumer(scope, receive, send)
        finally:
            log.info("socket", seconds=round(time.monotonic() - opened, 1))


_router = ProtocolTypeRouter({"http": http, "websocket": websocket})
# What the hub does belongs to no request, so its tasks must not carry the id of the one that started it.
_nobodys = contextvars.Context()


async def _chat(scope: Any, receive: Any, send: Any) -> None:
    """Start this process's hub with its first request, so that what plain views write is heard."""
    _nobodys.run(hub)
    if scope["type"] == "http" and scope["path"] == METRICS_PATH and scope["method"] == "GET":
        from chatapp import metrics  # its library is loaded by those who ask only

        if metrics.may_ask(scope):
            await answer(send, 200, await metrics.render(), metrics.CONTENT_TYPE)
            return
    await _router(scope, receive, send)


application = Health(_chat, {"database": database_answers})

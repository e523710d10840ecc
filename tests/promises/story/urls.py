import asyncio
import os

from django.http import HttpRequest, HttpResponse
from django.urls import include, path


async def ask_outside(request: HttpRequest) -> HttpResponse:
    """As a call of another service would be: a connection, and a wait for its answer."""
    reader, writer = await asyncio.open_connection("127.0.0.1", int(os.environ["OUTSIDE_PORT"]))
    try:
        return HttpResponse(await reader.readline())
    finally:
        writer.close()


urlpatterns = [path("outside/", ask_outside), path("", include("chatapp.urls"))]

"""What somebody shows, one at a time, and what they are told."""

from typing import Any

import pytest
from django.test import Client

from accounts.auth import Identity, Refused, check_sockets, resolve
from accounts.models import User

HOST = "chat.example.org"
ORIGIN = f"https://{HOST}"


def identify(**shown: str | None) -> Identity:
    """Who that is. Raises Refused."""
    visit = resolve(**shown)  # type: ignore[arg-type]
    if visit.identity is None:
        raise visit.refused or Refused("unauthenticated", "Sign in to continue.")
    return visit.identity


def check_socket(handshake: Any) -> Identity:
    """Who may enter with this handshake. Raises Refused."""
    (found,) = check_sockets([handshake])
    if isinstance(found, Refused):
        raise found
    return found


def session_key(user: User) -> str:
    client = Client()
    client.force_login(user)
    return client.cookies["sessionid"].value


def scope(**headers: str | list[str]) -> dict[str, object]:
    pairs = [("host", HOST)] if "host" not in headers else []
    for name, value in headers.items():
        pairs += [(name, one) for one in ([value] if isinstance(value, str) else value)]
    return {"type": "websocket", "headers": [(name.encode(), value.encode()) for name, value in pairs]}


def code(refused: pytest.ExceptionInfo[Refused]) -> str:
    return refused.value.code

"""Who a test acts as, and how they prove it to a server."""

import logging
import ssl
from dataclasses import dataclass

import httpx

from tests.services.chat import ChatServer

logging.getLogger("httpx").setLevel(logging.WARNING)  # a line a request would bury the failures
CSRF = "c" * 32
TLS = ssl.create_default_context()  # never used here, and 30 ms to make: httpx would make one for each client


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with an account, an API token and a signed-in session."""

    id: int
    username: str
    token: str
    session: str

    @property
    def bearer(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}

    @property
    def cookies(self) -> dict[str, str]:
        return {"sessionid": self.session, "csrftoken": CSRF}

    @property
    def cookie(self) -> dict[str, str]:
        return {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}


def browser(
    server: ChatServer, person: Person | None = None, accept: str = "application/json"
) -> httpx.AsyncClient:
    """HTTP as the pages' JavaScript speaks it: the session's cookie, the CSRF token in a header."""
    return httpx.AsyncClient(
        base_url=server.url,
        cookies=person.cookies if person else {},
        headers={"Accept": accept, "X-CSRFToken": CSRF},
        trust_env=False,
        timeout=30,
        verify=TLS,
    )

"""The way people come: through the public address and its proxies, to a page and to a socket.

`/livez` says how a request looked to the process that got it, but only to a doctor of the same site: the
request is signed with SECRET_KEY and a moment's old.
"""

import base64
import secrets
import ssl
from dataclasses import dataclass
from typing import Any

import httpx
from django.conf import settings

from chatapp.doctor.line import Trouble
from chatapp.doctor.signature import HEADER, sign

SECONDS = 4
STRANGER = "203.0.113.9"  # TEST-NET-3: nobody's
ELSEWHERE = "https://elsewhere.invalid"


@dataclass(frozen=True, slots=True)
class Arrival:
    """How a request looked from inside: the client's address, the scheme, the entries of X-Forwarded-For."""

    client: str
    scheme: str
    hops: int


def _address() -> str:
    if not settings.PUBLIC_URL:
        if not settings.PRODUCTION:
            return f"http://127.0.0.1:{settings.PORT}"
        raise Trouble("PUBLIC_URL is not set", "set it to the address people use, https://chat.example.org")
    return str(settings.PUBLIC_URL)


def arrive(**headers: str) -> Arrival:
    """Ask ourselves through the public address; raises Trouble when nobody, or somebody else, answers."""
    address = _address()
    try:
        answer = httpx.get(
            f"{address}/livez",
            headers={HEADER: sign(), **headers},
            timeout=SECONDS,
            trust_env=False,
            verify=_trusted(address),
        )
        seen: Any = answer.json().get("seen")
    except httpx.HTTPError as error:
        raise Trouble(f"{address} cannot be reached from here: {error}", _way(error)) from error
    except (ValueError, AttributeError):
        seen = None
    if not seen:
        raise Trouble(
            f"{address} is answered by something else (status {answer.status_code})",
            "let the proxy pass all paths on to `web`, and give all processes the same SECRET_KEY",
        )
    return Arrival(**seen)


def _trusted(address: str) -> ssl.SSLContext | bool:
    """`SSL_CERT_FILE` may name a certificate that no public authority vouches for."""
    return httpx.create_ssl_context() if address.startswith("https:") else False


def _way(error: httpx.HTTPError) -> str:
    if "certificate" in str(error).lower():
        return (
            "give the proxy a certificate that browsers trust; for one that only you trust, run the doctor with "
            "SSL_CERT_FILE=/path/to/it.pem"
        )
    return "point the name at the proxy, open its port, and see that the proxy passes requests on to `web`"


def proxies() -> str:
    """A request without a forwarding header arrives with one entry for each proxy."""
    found = arrive()
    if found.hops != settings.TRUSTED_PROXIES:
        raise Trouble(
            f"requests pass {found.hops} proxies and TRUSTED_PROXIES is {settings.TRUSTED_PROXIES}",
            f"set TRUSTED_PROXIES={found.hops}"
            if found.hops
            else "let the proxy append to X-Forwarded-For, or connect people to `web` directly",
        )
    if found.scheme != settings.PUBLIC_SCHEME:
        raise Trouble(
            f"people use {settings.PUBLIC_SCHEME} and requests look like {found.scheme}",
            "let the proxy set X-Forwarded-Proto to the scheme it was asked with",
        )
    return f"{found.hops} in front, {found.scheme}"


def client_address() -> str:
    """Nobody may choose the address that limits and bans see."""
    found = arrive(**{"X-Forwarded-For": STRANGER})
    if found.client == STRANGER:
        raise Trouble(
            "people can choose their own address with X-Forwarded-For",
            "let the outermost proxy append the real address, and set TRUSTED_PROXIES to the number of proxies",
        )
    return f"we look like {found.client}"


def socket() -> str:
    status = _upgrade(_address())
    if status != 101:
        raise Trouble(
            f"a socket was answered with {status} instead of 101",
            "let the proxy pass the Upgrade and Connection headers on for /ws/ (nginx: proxy_http_version 1.1, "
            "proxy_set_header Upgrade $http_upgrade, proxy_set_header Connection upgrade), with the Host as it came",
        )
    return "opens"


def origins() -> str:
    status = _upgrade(ELSEWHERE)
    if status == 101:
        raise Trouble("another site's page may open sockets", "do not let the proxy change the Origin header")
    return f"another site's page gets {status}"


def _upgrade(origin: str) -> int:
    headers = {
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Origin": origin,
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": base64.b64encode(secrets.token_bytes(16)).decode(),
    }
    try:
        address = _address()
        with httpx.stream(
            "GET",
            f"{address}/ws/",
            headers=headers,
            timeout=SECONDS,
            trust_env=False,
            verify=_trusted(address),
        ) as answer:
            return answer.status_code
    except httpx.HTTPError as error:
        raise Trouble(f"a socket could not be opened: {error}", "see the line about proxies first") from error

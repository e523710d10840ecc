"""S4: no cross-site socket. Only a page of exactly our own origin gets a 101 with a person's cookie."""

import asyncio

import pytest

from tests.chat.deployment import Deployment
from tests.chat.people import Person
from tests.services.chat import ChatServer

HOSTILE = {
    "null": "null",
    "none at all": None,
    "empty": "",
    "another site": "https://evil.example",
    "our name as its prefix": "http://127.0.0.1:{port}.evil.example",
    "our name as its suffix": "http://evil127.0.0.1:{port}",
    "our name as its sub-domain": "http://127.0.0.1.evil.example:{port}",
    "the port as a prefix": "http://127.0.0.1:{port}0",
    "another port": "http://127.0.0.1:1",
    "no port": "http://127.0.0.1",
    "the other scheme": "https://127.0.0.1:{port}",
    "the socket's scheme": "ws://127.0.0.1:{port}",
    "user information": "http://127.0.0.1:{port}@evil.example",
    "ours behind user information": "http://evil.example@127.0.0.1:{port}",
    "upper case": "HTTP://127.0.0.1:{port}",
    "a trailing dot": "http://127.0.0.1.:{port}",
    "a trailing slash": "http://127.0.0.1:{port}/",
    "a path": "http://127.0.0.1:{port}/rooms/",
    "another name of the same host": "http://localhost:{port}",
    "the same address written otherwise": "http://2130706433:{port}",
    "two in one": "http://127.0.0.1:{port}, https://evil.example",
    "white space inside": "http://127.0.0.1:{port} https://evil.example",
    "a fragment": "http://127.0.0.1:{port}#",
    "a file": "file://",
    "an extension": "chrome-extension://abcdefghijklmnop",
}


REFUSED = (403, 400)  # 400: not even the form of an origin


async def status(server: ChatServer, *headers: str) -> int:
    """The status line's number of a handshake, written by hand: no library puts it right."""
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    lines = [
        "GET /ws/ HTTP/1.1", f"Host: {server.host}", "Upgrade: websocket", "Connection: Upgrade",
        "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", *headers
    ]  # fmt: skip
    writer.write(("\r\n".join(lines) + "\r\n\r\n").encode())
    try:
        answer = await asyncio.wait_for(reader.readline(), 10)
    finally:
        writer.close()
        await writer.wait_closed()
    return int(answer.split()[1])


@pytest.fixture(scope="module")
def ann(deployment: Deployment) -> Person:
    return deployment.person()


def cookie(person: Person) -> str:
    return f"Cookie: sessionid={person.session}"


async def test_our_own_origin_is_let_in(deployment: Deployment, ann: Person) -> None:
    assert await status(deployment.first, cookie(ann), f"Origin: {deployment.first.url}") == 101


@pytest.mark.parametrize("name", HOSTILE)
async def test_any_other_origin_never_gets_a_101(deployment: Deployment, ann: Person, name: str) -> None:
    origin = HOSTILE[name]
    headers = [] if origin is None else [f"Origin: {origin.format(port=deployment.first.port)}"]
    assert await status(deployment.first, cookie(ann), *headers) in REFUSED
    if origin:
        bearer = f"Authorization: Bearer {ann.token}"
        assert await status(deployment.first, bearer, *headers) in REFUSED, "a browser elsewhere with a token"


async def test_two_origin_headers_are_refused_whichever_comes_first(
    deployment: Deployment, ann: Person
) -> None:
    own, other = f"Origin: {deployment.first.url}", "Origin: https://evil.example"
    for headers in ((own, other), (other, own), (own, own)):
        assert await status(deployment.first, cookie(ann), *headers) != 101


async def test_a_host_that_is_not_ours_does_not_make_its_origin_ours(
    deployment: Deployment, ann: Person
) -> None:
    for host in ("evil.example", f"evil.example:{deployment.first.port}"):
        headers = (f"Host: {host}", f"Origin: http://{host}")
        assert await status(deployment.first, cookie(ann), *headers) != 101


async def test_a_program_with_a_token_needs_no_origin(deployment: Deployment, ann: Person) -> None:
    assert await status(deployment.first, f"Authorization: Bearer {ann.token}") == 101


async def test_without_an_origin_a_cookie_proves_nothing(deployment: Deployment, ann: Person) -> None:
    assert await status(deployment.first, cookie(ann)) == 403

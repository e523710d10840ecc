"""Answers the server gives by itself, without the application: one JSON shape, and the connection ends."""

import json
import re
import secrets
from collections.abc import Iterable
from typing import Any

REASONS = {
    400: (b"Bad Request", "bad_request"),
    408: (b"Request Timeout", "request_timeout"),
    413: (b"Content Too Large", "payload_too_large"),
    414: (b"URI Too Long", "uri_too_long"),
    431: (b"Request Header Fields Too Large", "headers_too_large"),
    500: (b"Internal Server Error", "server_error"),
    503: (b"Service Unavailable", "unavailable"),
}
# What may be copied into a log line and a header without anybody being fooled by it.
REQUEST_ID = re.compile(rb"[A-Za-z0-9._-]{1,64}")

Header = tuple[bytes, bytes]


def request_id(headers: Any) -> str:
    """The caller's own X-Request-ID when it is harmless, else a new one."""
    given = headers.getRawHeaders(b"x-request-id", [b""])[0]
    if REQUEST_ID.fullmatch(given):
        return given.decode("ascii")
    return secrets.token_hex(8)


def refusal(status: int, detail: str, identity: str) -> tuple[list[Header], bytes]:
    """Headers and body of `{"code", "detail", "request_id"}` for one of `REASONS`."""
    content = {"code": REASONS[status][1], "detail": detail, "request_id": identity}
    body = json.dumps(content).encode()
    headers = [
        (b"Content-Type", b"application/json"),
        (b"Content-Length", str(len(body)).encode()),
        (b"X-Request-ID", identity.encode()),
        (b"X-Content-Type-Options", b"nosniff"),
        (b"Connection", b"close"),
    ]
    return headers, body


def raw_refusal(status: int, detail: str, identity: str) -> bytes:
    """The same as the bytes of a whole HTTP/1.1 response."""
    headers, body = refusal(status, detail, identity)
    return b"HTTP/1.1 %d %s\r\n" % (status, REASONS[status][0]) + _lines(headers) + b"\r\n" + body


def _lines(headers: Iterable[Header]) -> bytes:
    return b"".join(name + b": " + value + b"\r\n" for name, value in headers)

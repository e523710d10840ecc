"""Answers: JSON, compressed where that helps, with an ETag where the same will be asked again.

Compression and secrets: an answer holds what people wrote, which an attacker may have chosen, but nothing
that must not be guessed (no token, no CSRF token, no session), so BREACH finds nothing to measure.
"""

import asyncio
import gzip
import hashlib
import json
import re
import zlib
from collections.abc import AsyncIterator
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers

from accounts.origin import own_origin
from rooms.wire.shapes import Shape

LEAST = 1400  # bytes: less fits into one packet anyway
AT_ONCE = 64 * 1024  # bytes that are compressed in the event loop (under 1 ms); more goes to a thread
LEVEL = 4
STREAM_LEVEL = 1  # a whole room is a lot


def answer(shape: Shape, status: int = 200) -> JsonResponse:
    return JsonResponse(
        shape, status=status, json_dumps_params={"ensure_ascii": False, "separators": (",", ":")}
    )


def raw(text: bytes, etag: str = "") -> HttpResponse:
    """JSON that was encoded in the database's thread already."""
    response = HttpResponse(text, content_type="application/json")
    if etag:
        response["ETag"] = etag
    return response


def encode(shape: Shape) -> str:
    return json.dumps(shape, ensure_ascii=False, separators=(",", ":"))


def etag(*parts: object) -> str:
    """Weak: the same state may be compressed or not."""
    return f'W/"{hashlib.sha256(repr(parts).encode()).hexdigest()[:32]}"'


def matches(given: str, etag: str) -> bool:
    """Whether an If-None-Match header names it, compared weakly (RFC 9110 §13.1.2)."""
    return given.strip() == "*" or etag[2:] in re.findall(r'"[^"]*"', given)


def not_modified(etag: str) -> HttpResponse:
    return HttpResponse(status=304, headers={"ETag": etag})


def link(request: HttpRequest, **pages: dict[str, object] | None) -> str:
    """A Link header (RFC 8288): `prev` and `next` with the parameters of their pages, None for none."""
    address = f"{own_origin(request.META.get('HTTP_HOST', '')) or ''}{request.path}"
    return ", ".join(
        f'<{address}?{urlencode(parameters)}>; rel="{rel}"'
        for rel, parameters in pages.items()
        if parameters is not None
    )


async def compress(request: HttpRequest, response: HttpResponseBase) -> None:
    patch_vary_headers(response, ("Authorization", "Cookie", "Accept-Encoding"))
    if not isinstance(response, HttpResponse) or len(response.content) < LEAST or not accepts_gzip(request):
        return
    plain = response.content
    if len(plain) > AT_ONCE:
        response.content = await asyncio.to_thread(gzip.compress, plain, LEVEL)
    else:
        response.content = gzip.compress(plain, LEVEL)
    response["Content-Encoding"] = "gzip"
    response["Content-Length"] = str(len(response.content))


async def compressed(parts: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """A stream as gzip, each part complete by itself: a reader has all lines that were sent."""
    packer = zlib.compressobj(STREAM_LEVEL, wbits=zlib.MAX_WBITS | 16)

    def pack(part: bytes) -> bytes:
        return packer.compress(part) + packer.flush(zlib.Z_SYNC_FLUSH)

    async for part in parts:
        yield await asyncio.to_thread(pack, part)
    yield packer.flush()


def accepts_gzip(request: HttpRequest) -> bool:
    given = request.headers.get("Accept-Encoding", "")
    return bool(re.search(r"\bgzip\b(?!\s*;\s*q\s*=\s*0(?:\.0*)?\s*(?:,|$))", given))

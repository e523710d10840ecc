"""What an operation tells the OpenAPI document beside its types: its scope, its refusals, its headers."""

from typing import Any

from rooms.api.codes import CODES

ALWAYS = ("unauthenticated", "suspended", "rate_limited", "unavailable", "unknown_parameter", "malformed")
ROOM = ("unknown_room",)
UNCHANGED = {"304": {"description": "Not Modified: If-None-Match named the current ETag."}}
BODY = ("unknown_field", "missing_field", "unsupported_media_type", "payload_too_large", "csrf")
WRITE = (*ROOM, "not_member", "banned", "archived", "locked", "muted", "slow_mode", "csrf")


def describe(
    scope: str | None,
    *codes: str,
    headers: tuple[str, ...] = (),
    success: int = 200,
    notes: dict[Any, Any] | None = None,
    lines: str = "",
) -> dict[str, Any]:
    """For ninja's `openapi_extra`. `scope` None asks for any credentials; `codes` are those of CODES.

    `headers` are names of components of the document that a successful answer carries; `lines` is the
    schema of each line of a stream.
    """
    needed = ("insufficient_scope",) if scope else ()
    carried = {name: {"$ref": f"#/components/headers/{name}"} for name in ("X-Request-ID", *headers)}
    answer: dict[str, Any] = {"headers": carried}
    if lines:
        schema = {"$ref": f"#/components/schemas/{lines}"}
        answer["content"] = {"application/x-ndjson": {"schema": {"type": "string"}, "itemSchema": schema}}
    return {
        "security": [{"token": [scope] if scope else []}, {"session": []}],
        "x-codes": sorted({*ALWAYS, *needed, *codes}),
        "responses": {success: answer, **(notes or {})},
    }


def refusals(codes: list[str]) -> dict[str, Any]:
    """The error responses of an operation, by status, each code with an example."""
    by_status: dict[str, list[str]] = {}
    for code in codes:
        by_status.setdefault(str(CODES[code].status), []).append(code)
    return {status: _refusal(status, names) for status, names in sorted(by_status.items())}


def _refusal(status: str, codes: list[str]) -> dict[str, Any]:
    headers = {
        "429": ("Retry-After",),
        "503": ("Retry-After",),
        "401": ("WWW-Authenticate",),
        "405": ("Allow",),
    }
    names = ("X-Request-ID", "X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset")
    return {
        "description": " · ".join(f"`{code}`: {CODES[code].meaning}" for code in codes),
        "headers": {
            name: {"$ref": f"#/components/headers/{name}"} for name in (*names, *headers.get(status, ()))
        },
        "content": {
            "application/json": {
                "schema": {"$ref": "#/components/schemas/Error"},
                "examples": {code: {"value": _example(code)} for code in codes},
            }
        },
    }


def _example(code: str) -> dict[str, str]:
    return {"code": code, "detail": CODES[code].meaning, "request_id": "9f2a4c1be7d94c0f8a6c1f0f3d2b7a55"}

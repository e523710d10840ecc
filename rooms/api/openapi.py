"""The OpenAPI 3.1 document: ninja's, completed with every refusal, every header and what ninja cannot know."""

from functools import cache
from typing import Any

from pydantic import TypeAdapter

from rooms.api.application import api
from rooms.api.describing import refusals
from rooms.api.shapes.change import ChangeLine
from rooms.api.shapes.error import Error

ROOT = "/api/v1/"
TAGS = (
    "rooms",
    "messages",
    "reactions",
    "changes",
    "streams",
    "members",
    "moderation",
    "webhooks",
    "authors",
    "search",
    "me",
)
REF = "#/components/schemas/{model}"
HEADERS = {
    "X-Request-ID": ("string", "Yours, if you sent one, else a new one. It is in the server's log."),
    "X-RateLimit-Limit": ("integer", "Requests allowed in a window."),
    "X-RateLimit-Remaining": ("integer", "Requests left in this window."),
    "X-RateLimit-Reset": ("integer", "When the window ends, in epoch seconds."),
    "Retry-After": ("integer", "Seconds to wait."),
    "WWW-Authenticate": ("string", "Bearer"),
    "Allow": ("string", "The methods of this address."),
    "Location": ("string", "The address of what was made."),
    "Link": ("string", 'RFC 8288: rel="prev" and rel="next", when there are such pages.'),
    "ETag": ("string", "Send it back in If-None-Match."),
    "X-Room-Version": ("integer", "The room's version when the stream began."),
    "X-Room-Epoch": ("string", "The database's epoch when the stream began."),
    "X-First-Seq": ("integer", "The first message that you may read."),
    "X-Last-Seq": ("integer", "The last message of the stream."),
}
SECURITY = {
    "token": {"type": "http", "scheme": "bearer", "description": "A token made in the settings: chat_…"},
    "session": {
        "type": "apiKey",
        "in": "cookie",
        "name": "sessionid",
        "description": "A browser's session. Methods other than GET need its X-CSRFToken header too.",
    },
}


@cache
def document() -> dict[str, Any]:
    """The whole document, made once."""
    made: dict[str, Any] = dict(api.get_openapi_schema(path_prefix=ROOT))
    made["servers"] = [{"url": "/"}]
    components = made["components"]
    components["headers"] = {
        name: {"description": text, "schema": {"type": kind}} for name, (kind, text) in HEADERS.items()
    }
    components["securitySchemes"] = SECURITY
    for adapter in (TypeAdapter(ChangeLine), TypeAdapter(Error)):
        schema = adapter.json_schema(ref_template=REF)
        components["schemas"] |= schema.pop("$defs", {})
        components["schemas"].setdefault("Error", schema) if "title" in schema else None
    made["paths"] = dict(sorted(made["paths"].items(), key=_order))
    for path in made["paths"].values():
        for operation in path.values():
            _complete(operation)
    return made


def _order(item: tuple[str, dict[str, Any]]) -> tuple[int, str]:
    return min(TAGS.index(operation["tags"][0]) for operation in item[1].values()), item[0]


def _complete(operation: dict[str, Any]) -> None:
    codes = operation.pop("x-codes")
    responses = {str(status): found for status, found in operation["responses"].items()}
    for status, found in refusals(codes).items():
        responses.setdefault(status, found)
    for found in responses.values():
        for name in ("X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset"):
            found.setdefault("headers", {})[name] = {"$ref": f"#/components/headers/{name}"}
    operation["responses"] = dict(sorted(responses.items()))
    for content in operation.get("requestBody", {}).get("content", {}).values():
        if "allOf" in content["schema"]:  # a body that may be left out: what it is then is no JSON of its own
            (content["schema"],) = content["schema"]["allOf"]
    for parameter in operation["parameters"]:
        parameter["schema"] = _without_null(parameter["schema"])
        if "description" in parameter["schema"]:
            parameter["description"] = parameter["schema"].pop("description")


def _without_null(schema: dict[str, Any]) -> dict[str, Any]:
    """An optional parameter may be absent; there is no null in a query."""
    kinds = [kind for kind in schema.pop("anyOf", ()) if kind.get("type") != "null"]
    return schema | kinds[0] if kinds else schema

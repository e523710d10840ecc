"""`/openapi.json`, and `/docs`: the same document as a page of plain HTML, under our own policy."""

from functools import cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from rooms.api.answers import encode
from rooms.api.openapi import document


async def openapi(request: HttpRequest) -> HttpResponse:
    return HttpResponse(_encoded(), content_type="application/json")


async def page(request: HttpRequest) -> HttpResponse:
    return HttpResponse(_page())


@cache
def _encoded() -> str:
    return encode(document())


@cache
def _page() -> str:
    return render_to_string("api/docs.html", {"document": document(), "groups": groups(document())})


def groups(document: dict[str, Any]) -> list[dict[str, Any]]:
    """`[{"tag", "operations"}]`, in the order of the document."""
    found: dict[str, list[dict[str, Any]]] = {}
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            entry = operation | {"method": method.upper(), "path": path, "scope": _scope(operation)}
            entry["body"] = _example(operation)
            entry["answers"] = [{"status": status, **one} for status, one in operation["responses"].items()]
            found.setdefault(operation["tags"][0], []).append(entry)
    return [{"tag": tag, "operations": operations} for tag, operations in found.items()]


def _scope(operation: dict[str, Any]) -> str:
    return ", ".join(scope for kind in operation["security"] for scope in kind.get("token", ()))


def _example(operation: dict[str, Any]) -> str:
    body = operation.get("requestBody")
    if body is None:
        return ""
    reference = body["content"]["application/json"]["schema"]["$ref"].rsplit("/", 1)[1]
    return encode(document()["components"]["schemas"][reference].get("example", {}))

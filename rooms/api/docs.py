"""`/openapi.json`, and `/docs`: the same document as a page of plain HTML, under our own policy."""

from functools import cache, lru_cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from rooms.api.answers import encode, etag, matches, not_modified
from rooms.api.openapi import document

type Document = dict[str, Any]


async def openapi(request: HttpRequest) -> HttpResponse:
    return _once(request, _encoded(), "application/json")


async def page(request: HttpRequest) -> HttpResponse:
    origin = settings.PUBLIC_URL or f"{request.scheme}://{request.get_host()}"
    return _once(request, _page(origin), "text/html; charset=utf-8")


def _once(request: HttpRequest, text: str, kind: str) -> HttpResponse:
    """The same for everybody until the next release: who has it is told so."""
    tag = etag(text)
    if matches(request.headers.get("If-None-Match", ""), tag):
        return not_modified(tag)
    return HttpResponse(text, content_type=kind, headers={"ETag": tag})


@cache
def _encoded() -> str:
    return encode(document())


@lru_cache(8)  # under as many names a site is reached at most
def _page(origin: str) -> str:
    found = document()
    context = {
        "document": found,
        "about": prose(found["info"]["description"]),
        "groups": groups(found),
        "shapes": shapes(found),
    }
    return render_to_string("api/docs.html", context | {"origin": origin, "site_name": settings.SITE_NAME})


def groups(document: Document) -> list[Document]:
    """`[{"tag", "operations"}]`, in the order of the document."""
    found: dict[str, list[Document]] = {}
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            entry = operation | {"method": method.upper(), "path": path, "scope": _scope(operation)}
            entry["text"] = prose(operation["description"])
            entry["parameters"] = [
                one | {"text": prose(one["description"])} for one in operation["parameters"]
            ]
            entry["body"] = _example(document, operation)
            entry["answers"] = [_answer(status, one) for status, one in operation["responses"].items()]
            found.setdefault(operation["tags"][0], []).append(entry)
    return [{"tag": tag, "operations": operations} for tag, operations in found.items()]


def shapes(document: Document) -> list[Document]:
    """`[{"name", "text", "fields": [{"name", "kind", "text"}]}]`, by name."""
    found = sorted(document["components"]["schemas"].items())
    return [
        {"name": name, "text": prose(schema.get("description", "")), "fields": _fields(schema)}
        for name, schema in found
        if "properties" in schema
    ]


def _fields(schema: Document) -> list[Document]:
    return [
        {"name": name, "kind": _kind(field), "text": _line(field.get("description", ""))}
        for name, field in schema["properties"].items()
    ]


def _kind(schema: Document) -> str:
    """A schema in a few words: `integer or null`, `list of Message`."""
    if "$ref" in schema:
        return str(schema["$ref"].rsplit("/", 1)[1])
    if "anyOf" in schema:
        return " or ".join(_kind(one) for one in schema["anyOf"])
    if "enum" in schema:
        return " or ".join(map(str, schema["enum"]))
    if schema.get("type") == "array":
        return f"list of {_kind(schema['items'])}"
    return str(schema.get("format") or schema.get("const") or schema.get("type", "anything"))


def prose(text: str) -> SafeString:
    """Paragraphs with `code`, as HTML."""
    paragraphs = [(_line(" ".join(one.split())),) for one in text.split("\n\n")]
    return format_html_join("", "<p>{}</p>", paragraphs)


def _line(text: str) -> SafeString:
    """Every second part between backticks is code."""
    parts = enumerate(text.split("`"))
    return format_html_join(
        "", "{}", ((format_html("<code>{}</code>", one) if at % 2 else one,) for at, one in parts)
    )


def _scope(operation: Document) -> str:
    return ", ".join(scope for kind in operation["security"] for scope in kind.get("token", ()))


def _example(document: Document, operation: Document) -> str:
    body = operation.get("requestBody")
    if body is None:
        return ""
    name = _kind(body["content"]["application/json"]["schema"])
    return encode(document["components"]["schemas"][name].get("example", {}))


def _answer(status: str, response: Document) -> Document:
    content: Document = next(iter(response.get("content", {}).values()), {})
    schema = content.get("itemSchema") or content.get("schema")
    return {
        "status": status,
        "description": response["description"],
        "shape": _kind(schema) if schema else "",
    }

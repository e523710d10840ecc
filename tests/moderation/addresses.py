"""Every address that the site has, found by walking its URLconf, and how to fill one in."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

PLACE = re.compile(r"<(?:\w+:)?(\w+)>|\(\?P<(\w+)>[^)]*\)")


def addresses() -> dict[str, str]:
    """Name (for the API: the route) → route."""
    return {key: route for key, route in _walk(get_resolver().url_patterns, "", ()) if key}


def _walk(patterns: list[Any], prefix: str, names: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    for each in patterns:
        route = prefix + str(each.pattern).lstrip("^")
        if isinstance(each, URLResolver):
            yield from _walk(each.url_patterns, route, (*names, each.namespace) if each.namespace else names)
        elif isinstance(each, URLPattern):
            is_page = each.name and not route.startswith("api/")
            yield (":".join([*names, each.name]) if is_page else route), route  # type: ignore[list-item]


def places(route: str) -> set[str]:
    """What a route takes from the address."""
    return {first or second for first, second in PLACE.findall(route)}


def filled(route: str, values: Mapping[str, object]) -> str:
    """The path, every place filled in; KeyError names a place that nobody has thought of."""
    path = PLACE.sub(lambda found: str(values[found[1] or found[2]]), route)
    return "/" + path.removesuffix("$").replace("\\", "")


def completed(body: Any, values: Mapping[str, object]) -> Any:
    """A JSON body with every place filled in; what is nothing but a number's place becomes a number."""
    if isinstance(body, dict):
        return {name: completed(value, values) for name, value in body.items()}
    if isinstance(body, list):
        return [completed(value, values) for value in body]
    text = body.format_map(values) if isinstance(body, str) else body
    return int(text) if body == "{seq}" else text

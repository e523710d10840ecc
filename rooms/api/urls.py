"""Addresses below /api/v1/."""

from django.urls import URLPattern, path, re_path

from rooms.api import docs
from rooms.api.application import api
from rooms.api.guard import Parameters, guarded, unknown
from rooms.api.openapi import ROOT, document

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")
ANY: Parameters = dict.fromkeys(METHODS, frozenset())
GET: Parameters = {"GET": frozenset()}


def _parameters(route: str) -> Parameters:
    """The query parameters that each method of a path is described with: others are refused."""
    operations = document()["paths"][ROOT + route.replace("<", "{").replace(">", "}")]
    return {
        method.upper(): frozenset(one["name"] for one in operation["parameters"] if one["in"] == "query")
        for method, operation in operations.items()
    }


def _guarded(pattern: URLPattern) -> URLPattern:
    route = str(pattern.pattern)
    return path(route, guarded(pattern.callback, _parameters(route)), name=pattern.name)


app_name = "api"
urlpatterns = [
    path("openapi.json", guarded(docs.openapi, GET, public=True), name="openapi"),
    path("docs", guarded(docs.page, GET, public=True), name="docs"),
    *(
        _guarded(pattern)
        for pattern in api.urls[0]
        if isinstance(pattern, URLPattern) and str(pattern.pattern)
    ),
    re_path("", guarded(unknown, ANY, public=True), name="unknown"),
]

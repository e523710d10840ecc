"""Around every operation: rate limits, credentials, the form of the query, and what every answer carries."""

from collections.abc import AsyncIterator, Callable, Coroutine, Iterable
from typing import Any
from urllib.parse import unquote_to_bytes

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase

from rooms.api import limits
from rooms.api.answers import compress
from rooms.api.credentials import check, credentials
from rooms.api.refusals import of_any, problem, refused
from rooms.errors import ActionError

type View = Callable[..., Coroutine[Any, Any, HttpResponseBase]]
type Parameters = dict[str, frozenset[str]]  # method: the names its query may have


def guarded(view: View, parameters: Parameters, *, public: bool = False) -> View:
    """`view` with what all operations share. A `public` one asks for no credentials."""

    async def answering(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        allowance = await limits.count(request)
        try:
            if allowance.is_spent:
                raise problem("rate_limited", retry_after=allowance.wait)
            response = await _answer(request, *args, **kwargs)
        except Exception as error:  # an error is an answer too, with the same headers
            response = refused(request, of_any(request, error))
        await compress(request, response)
        allowance.stamp(response)
        return response

    async def _answer(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        method = "GET" if request.method == "HEAD" else str(request.method)
        if method not in parameters:
            return _not_allowed(request, parameters)
        check_query(request, parameters[method])
        if not public:
            check(request, credentials(request))
        asked, request.method = request.method, method  # what answers GET answers HEAD, without the body
        try:
            response = await view(request, *args, **kwargs)
        finally:
            request.method = asked
        if asked == "HEAD" and isinstance(response, StreamingHttpResponse):
            response.streaming_content = _nothing()  # nobody reads a whole room to throw it away
        return response

    answering.csrf_exempt = True  # type: ignore[attr-defined]  # `check` does it, for sessions
    answering.login_required = False  # type: ignore[attr-defined]  # each operation identifies in its own hop
    return answering


async def _nothing() -> AsyncIterator[bytes]:
    return
    yield


def check_query(request: HttpRequest, known: Iterable[str]) -> None:
    """Raises `unknown_parameter`, `repeated_parameter`, or `malformed` for what is not UTF-8."""
    try:
        unquote_to_bytes(request.META.get("QUERY_STRING", "")).decode()
    except UnicodeDecodeError:
        raise problem("malformed", "The query is not UTF-8.") from None
    for name, values in request.GET.lists():
        if name not in known:
            raise problem("unknown_parameter", f"There is no parameter {name[:60]} here.")
        if len(values) > 1:
            raise problem("repeated_parameter", f"{name} is there twice.")


def _not_allowed(request: HttpRequest, parameters: Parameters) -> HttpResponse:
    methods = sorted({*parameters, "HEAD"} if "GET" in parameters else parameters)
    response = refused(request, problem("method_not_allowed"))
    response["Allow"] = ", ".join(methods)
    return response


async def unknown(request: HttpRequest, **_: object) -> HttpResponseBase:
    raise ActionError("not_found", "There is nothing at this address.", 404)

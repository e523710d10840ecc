"""Every way in which a request can fail, as `{"code", "detail", "request_id"}`."""

import math
from typing import Any

import structlog
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, JsonResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from accounts.auth import Refused
from rooms.api.codes import CODES
from rooms.errors import ActionError

log = structlog.get_logger(__name__)
ECHOED = 60  # characters of a caller's own field name that an answer repeats
NOTED = ("unknown_room",)  # beside every 401 and 403: what a token that goes astray meets


def problem(code: str, detail: str = "", retry_after: float | None = None) -> ActionError:
    """A refusal of the API's own, with the status of its code."""
    return ActionError(code, detail or CODES[code].meaning, CODES[code].status, retry_after)


def refused(request: HttpRequest, error: ActionError) -> JsonResponse:
    if error.status in (401, 403) or error.code in NOTED:
        _note(request, error)
    body = {"code": error.code, "detail": error.detail, "request_id": getattr(request, "id", "")}
    response = JsonResponse(body, status=error.status)
    if error.retry_after is not None:
        response["Retry-After"] = str(max(1, math.ceil(error.retry_after)))
    if error.status == 401:
        response["WWW-Authenticate"] = "Bearer"
    elif error.code == "insufficient_scope":
        response["WWW-Authenticate"] = 'Bearer error="insufficient_scope"'
    return response


def _note(request: HttpRequest, error: ActionError) -> None:
    """Who tried what they may not, for whoever looks for a token that was stolen or is used wrongly."""
    identity = getattr(request, "identity", None)
    token = identity.token if identity is not None else None
    log.info(
        "api_refused",
        code=error.code,
        method=request.method,
        user=identity.user_id if identity is not None else None,
        token=token.pk if token is not None else None,
    )


def of_refused(error: Refused) -> ActionError:
    if error.retry_after:
        return problem("rate_limited", error.detail, error.retry_after)
    return problem("suspended" if error.code == "suspended" else "unauthenticated", error.detail)


def of_validation(error: ValidationError) -> ActionError:
    """The first thing that is wrong, named by its field."""
    first = error.errors[0]
    field = next((str(part) for part in reversed(first["loc"]) if isinstance(part, str)), "")[:ECHOED]
    match first["type"]:
        case "extra_forbidden":
            return problem("unknown_field", f"There is no field {field} here.")
        case "missing" if first["loc"][0] == "query":
            return problem("invalid_query", f"{field} is missing.")
        case "missing" if len(first["loc"]) < 3:  # not a field of it: all of it
            return problem("malformed", "This operation needs a JSON object as its body.")
        case "missing":
            return problem("missing_field", f"{field} is missing.")
    code = f"invalid_{field}"
    if code not in CODES:
        return problem("malformed", "The body must be a JSON object.")
    return problem(code, f"{field}: {first['msg']}.")


def of_any(request: HttpRequest, error: Exception) -> ActionError:
    match error:
        case ActionError():
            return error
        case Refused():
            return of_refused(error)
        case ValidationError():
            return of_validation(error)
        case HttpError() if isinstance(
            error.__cause__, ActionError
        ):  # what the parser raised, wrapped by ninja
            return error.__cause__
        case RequestDataTooBig():
            return problem("payload_too_large")
        case SuspiciousOperation():
            return problem("bad_request")
        case OperationalError() | InterfaceError():
            log.warning("api_without_database", error=repr(error))
            return problem("unavailable", retry_after=1)
    log.error("api_failed", exc_info=error)
    return problem("server_error")


def install(api: NinjaAPI) -> None:
    def answer(request: HttpRequest, error: Any) -> JsonResponse:
        return refused(request, of_any(request, error))

    for kind in (Exception, ValidationError, HttpError):
        api.add_exception_handler(kind, answer)

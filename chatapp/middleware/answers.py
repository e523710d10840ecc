"""How a refusal or an error is told: JSON to programs, a redirect htmx can follow, a page to people."""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import resolve_url
from django.template import TemplateDoesNotExist
from django.template.loader import render_to_string
from django.utils.cache import patch_vary_headers
from django.utils.http import url_has_allowed_host_and_scheme

SAFE_METHODS = ("GET", "HEAD")


def wants_json(request: HttpRequest) -> bool:
    return request.path.startswith("/api/") or (
        request.get_preferred_type(["text/html", "application/json"]) == "application/json"
    )


def is_htmx(request: HttpRequest) -> bool:
    return request.headers.get("HX-Request") == "true"


def as_json(request: HttpRequest, status: int, code: str, detail: str) -> JsonResponse:
    body = {"code": code, "detail": detail, "request_id": getattr(request, "id", "")}
    return JsonResponse(body, status=status)


def refuse(request: HttpRequest, status: int, code: str, detail: str) -> HttpResponse:
    """403, 404 …: the API's error object, or the page `<status>.html`."""
    if wants_json(request):
        response: HttpResponse = as_json(request, status, code, detail)
    else:
        response = HttpResponse(_page(request, status, code, detail), status=status)
    patch_vary_headers(response, ("Accept",))
    return response


def sign_in(request: HttpRequest, detail: str = "Sign in to continue.") -> HttpResponse:
    """Where an anonymous visitor goes, with the way back."""
    response = _sign_in(request, detail)
    patch_vary_headers(response, ("Accept", "HX-Request", "Cookie"))
    return response


def _sign_in(request: HttpRequest, detail: str) -> HttpResponse:
    if wants_json(request):
        response: HttpResponse = as_json(request, 401, "unauthenticated", detail)
        response["WWW-Authenticate"] = "Bearer"
        return response
    redirect = redirect_to_login(_way_back(request), resolve_url(settings.LOGIN_URL))
    if is_htmx(request):
        # htmx would swap the log-in page into the fragment's place; this makes the whole page go there.
        return HttpResponse(status=204, headers={"HX-Redirect": redirect.url})
    return redirect


def _way_back(request: HttpRequest) -> str:
    """The page the person was on: a fragment's address, or one that only takes POST, is none to return to."""
    if request.method in SAFE_METHODS and not is_htmx(request):
        return request.get_full_path()
    page = request.headers.get("HX-Current-URL") or request.headers.get("Referer") or ""
    own = {request.get_host()}
    if not url_has_allowed_host_and_scheme(page, allowed_hosts=own, require_https=request.is_secure()):
        return resolve_url(settings.LOGIN_REDIRECT_URL)
    parts = urlsplit(page)
    path = "/" + parts.path.lstrip("/")  # "//elsewhere" would be another site's address
    return f"{path}?{parts.query}" if parts.query else path


def _page(request: HttpRequest, status: int, code: str, detail: str) -> str:
    context = {"status": status, "code": code, "detail": detail, "request_id": getattr(request, "id", "")}
    try:
        # A broken page must not break again while saying so: nothing that asks the database.
        return render_to_string(f"{status}.html", context, request=None if status >= 500 else request)
    except TemplateDoesNotExist:
        return f"<!doctype html><title>{status}</title><h1>{status}</h1><p>{detail}</p>"


def bad_request(request: HttpRequest, exception: Any = None) -> HttpResponse:
    return refuse(request, 400, "bad_request", "This request could not be understood.")


def forbidden(request: HttpRequest, exception: Any = None) -> HttpResponse:
    return refuse(request, 403, "forbidden", "You may not do this.")


def not_found(request: HttpRequest, exception: Any = None) -> HttpResponse:
    return refuse(request, 404, "not_found", "There is nothing here, or nothing that you may see.")


def say_method(request: HttpRequest, response: HttpResponse) -> None:
    """Django's bare 405, in words: somebody came back to the address that a form was sent to."""
    told = refuse(request, 405, "method_not_allowed", "This address is not for this method: see Allow.")
    response.content = told.content
    response.headers["Content-Type"] = told.headers["Content-Type"]
    patch_vary_headers(response, ("Accept",))


def server_error(request: HttpRequest) -> HttpResponse:
    return refuse(request, 500, "server_error", "Something went wrong here. It has been logged.")


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return refuse(
        request, 403, "csrf", "This form is out of date or came from another site. Go back and try again."
    )

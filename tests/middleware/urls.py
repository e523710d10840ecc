"""Views of every kind, behind the site's whole stack of middleware."""

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import include, path
from django.views.decorators.csrf import csrf_exempt

from accounts.models import User
from accounts.scopes import open_to_tokens
from chatapp.database import in_database

ERRORS = {"boom": RuntimeError, "denied": PermissionDenied, "suspicious": SuspiciousOperation}


async def page(request: HttpRequest) -> HttpResponse:
    return HttpResponse(f"hello {request.user.username}")


async def whole(request: HttpRequest) -> JsonResponse:
    """Everything that asks who is there agrees, without asking the database."""
    lazily = await request.auser()
    return JsonResponse(
        {"user": request.user.pk, "auser": lazily.pk, "session": bool(request.session.get("_auth_user_id"))}
    )


def plain(request: HttpRequest) -> HttpResponse:
    return HttpResponse(f"hello {request.user.username}")


@login_not_required
async def public(request: HttpRequest) -> HttpResponse:
    return HttpResponse("anonymous" if isinstance(request.user, AnonymousUser) else request.user.username)


@login_not_required
async def broken(request: HttpRequest, kind: str, token: str = "") -> HttpResponse:
    raise ERRORS[kind]("secret in the message")


@open_to_tokens("rooms:read")
async def listing(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"rooms": []})


@csrf_exempt
async def api(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"user": request.user.username})


async def queries(request: HttpRequest) -> HttpResponse:
    def three() -> int:
        return sum(User.objects.count() for _ in range(3))

    return HttpResponse(await in_database(three))


async def remember(request: HttpRequest) -> HttpResponse:
    request.session["seen"] = True
    return HttpResponse("ok")


urlpatterns = [
    path("", page, name="home"),
    path("page/", page),
    path("whole/", whole),
    path("plain/", plain),
    path("public/", public),
    path("broken/<str:kind>/", broken),
    path("broken/<str:kind>/<str:token>/", broken),
    path("listing/", listing),
    path("api/v1/me", api),
    path("queries/", queries),
    path("remember/", remember),
    path("", include("accounts.urls")),
    path("accounts/", include("accounts.entrance")),
]
_answers = "chatapp.middleware.answers"
handler400 = f"{_answers}.bad_request"
handler403 = f"{_answers}.forbidden"
handler404 = f"{_answers}.not_found"
handler500 = f"{_answers}.server_error"

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.urls import include, path


@login_not_required
async def break_down(request: HttpRequest, token: str) -> HttpResponse:
    body = request.body.decode()
    raise RuntimeError(f"could not store {body} of {token}")


urlpatterns = [path("break/<str:token>/", break_down), path("", include("chatapp.urls"))]
